//! Vectors as bytes: eight bits a component and one scale a vector, compared by integer products.

use serde::{Deserialize, Serialize};

/// One vector in eight bits a component.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantised {
    /// Components, -127 to 127.
    pub components: Vec<i8>,
    /// What one step of a component is worth.
    pub scale: f32,
}

impl Quantised {
    /// Rounds a vector; nothing but zeros stays nothing but zeros.
    pub fn of(vector: &[f32]) -> Self {
        let largest = vector.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        if largest == 0.0 {
            return Self { components: vec![0; vector.len()], scale: 0.0 };
        }
        let scale = largest / 127.0;
        Self { components: vector.iter().map(|value| (value / scale).round() as i8).collect(), scale }
    }
}

/// Many vectors of one length.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    dimension: usize,
    #[serde(with = "signed_bytes")]
    components: Vec<i8>,
    scales: Vec<f32>,
}

/// Writes the components as one run of bytes instead of one number after another.
mod signed_bytes {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(values: &[i8], serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = values.iter().map(|value| value.cast_unsigned()).collect();
        serializer.serialize_bytes(&bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i8>, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<i8>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a run of bytes")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<i8>, E> {
                Ok(bytes.iter().map(|byte| byte.cast_signed()).collect())
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

impl Rows {
    /// No vectors yet.
    pub fn new(dimension: usize) -> Self {
        Self { dimension, components: Vec::new(), scales: Vec::new() }
    }

    /// Components of one vector.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// Adds a vector.
    pub fn push(&mut self, vector: &[f32]) {
        debug_assert_eq!(vector.len(), self.dimension);
        let row = Quantised::of(vector);
        self.components.extend(row.components);
        self.scales.push(row.scale);
    }

    /// Components and scale of one vector.
    pub fn get(&self, row: usize) -> (&[i8], f32) {
        (&self.components[row * self.dimension..(row + 1) * self.dimension], self.scales[row])
    }

    /// The product of one vector with another; their cosine when both have length one.
    pub fn product(&self, row: usize, other: &Quantised) -> f32 {
        let (components, scale) = self.get(row);
        integer_product(components, &other.components) as f32 * scale * other.scale
    }

    /// The product of a vector with every row, in order.
    pub fn products<'a>(&'a self, other: &'a Quantised) -> impl Iterator<Item = f32> + 'a {
        let rows = self.components.chunks_exact(self.dimension.max(1)).zip(&self.scales);
        rows.map(|(row, scale)| integer_product(row, &other.components) as f32 * (scale * other.scale))
    }

    /// Whether the parts fit together, for rows that were read from a file.
    pub fn is_sound(&self) -> bool {
        self.dimension.checked_mul(self.scales.len()) == Some(self.components.len())
    }
}

/// The product of two vectors of bytes. Sixteen products at a time fit the vector units of common processors.
fn integer_product(a: &[i8], b: &[i8]) -> i32 {
    let mut sums = [0i32; 16];
    let (pairs_a, rest_a) = a.as_chunks::<16>();
    let (pairs_b, rest_b) = b.as_chunks::<16>();
    for (x, y) in pairs_a.iter().zip(pairs_b) {
        for lane in 0..16 {
            sums[lane] += i32::from(i16::from(x[lane]) * i16::from(y[lane]));
        }
    }
    let rest: i32 = rest_a.iter().zip(rest_b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum();
    sums.iter().sum::<i32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_near_those_of_the_vectors_before_rounding() {
        let a: Vec<f32> = (0..37u8).map(|at| f32::from(at) * 0.11 - 1.7).collect();
        let b: Vec<f32> = (0..37u8).map(|at| 0.9 - f32::from(at) * 0.05).collect();
        let mut rows = Rows::new(37);
        rows.push(&a);
        rows.push(&[0.0; 37]);
        let exact: f32 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
        let other = Quantised::of(&b);
        assert!((rows.product(0, &other) - exact).abs() < 0.2, "{} {exact}", rows.product(0, &other));
        assert_eq!(rows.products(&other).collect::<Vec<_>>(), [rows.product(0, &other), 0.0]);
    }

    #[test]
    fn rows_survive_storage() {
        let mut rows = Rows::new(3);
        rows.push(&[1.0, -2.0, 0.5]);
        let bytes = postcard::to_stdvec(&rows).expect("plain numbers");
        assert_eq!(postcard::from_bytes::<Rows>(&bytes).expect("what was stored"), rows);
        assert!(rows.is_sound());
    }
}
