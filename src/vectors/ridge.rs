//! Ridge regression: a line through points, held back so that no factor grows without need (Hoerl and Kennard, 1970).

/// Factors for each component and a constant, which is not held back; all zeros when there are no points.
pub(super) fn fit(points: &[(Vec<f32>, f32)], ridge: f64) -> Vec<f32> {
    let size = points.first().map_or(0, |(vector, _)| vector.len()) + 1;
    let mut products = vec![vec![0.0f64; size]; size];
    let mut sums = vec![0.0f64; size];
    let mut row = vec![1.0f64; size];
    for (vector, value) in points {
        for (cell, component) in row.iter_mut().zip(vector) {
            *cell = f64::from(*component);
        }
        for a in 0..size {
            sums[a] += row[a] * f64::from(*value);
            for b in 0..=a {
                products[a][b] += row[a] * row[b];
            }
        }
    }
    for (at, products) in products.iter_mut().enumerate() {
        // A little even for the constant, so that no points at all give zeros.
        products[at] += if at + 1 < size { ridge } else { 1e-9 };
    }
    solve(products, sums).into_iter().map(|factor| factor as f32).collect()
}

/// Solves a symmetric positive system, given by its lower half, by Cholesky's method.
fn solve(mut lower: Vec<Vec<f64>>, mut values: Vec<f64>) -> Vec<f64> {
    let size = values.len();
    for a in 0..size {
        for b in 0..=a {
            let known: f64 = (0..b).map(|at| lower[a][at] * lower[b][at]).sum();
            let rest = lower[a][b] - known;
            lower[a][b] = if a == b { rest.max(1e-12).sqrt() } else { rest / lower[b][b] };
        }
    }
    for a in 0..size {
        let known: f64 = (0..a).map(|at| lower[a][at] * values[at]).sum();
        values[a] = (values[a] - known) / lower[a][a];
    }
    for a in (0..size).rev() {
        let known: f64 = (a + 1..size).map(|at| lower[at][a] * values[at]).sum();
        values[a] = (values[a] - known) / lower[a][a];
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_and_held_back() {
        let point = |x: f32, y: f32| (vec![x, y], 2.0 * x - y + 3.0);
        let points = [point(0.0, 1.0), point(1.0, 0.0), point(2.0, 5.0), point(-3.0, 1.0), point(0.5, -2.0)];
        let line = fit(&points, 1e-9);
        let near = |found: f32, wanted: f32| (found - wanted).abs() < 1e-3;
        assert!(near(line[0], 2.0) && near(line[1], -1.0) && near(line[2], 3.0), "{line:?}");
        assert!(fit(&points, 100.0)[0].abs() < 1.0);
        assert_eq!(fit(&[], 1.0), [0.0]);
    }
}
