//! Vectors as bytes: eight bits a component and one scale a vector, compared by integer products.
//!
//! Products are taken many at a time, so that their loop is compiled for the processor as a whole (`products`).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::products::{self, Multiply, Work};

/// One vector in eight bits a component.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantised {
    /// Components, -127 to 127.
    pub components: Vec<i8>,
    /// What one step of a component is worth.
    pub scale: f32,
}

impl Quantised {
    /// Rounds a vector; nothing but zeros stays nothing but zeros.
    pub fn of(vector: &[f32]) -> Self {
        let mut components = vec![0; vector.len()];
        let scale = products::run(Rounding { vector, components: &mut components });
        Self { components, scale }
    }
}

/// The loop of [`Quantised::of`]: gives the scale.
struct Rounding<'a> {
    vector: &'a [f32],
    components: &'a mut [i8],
}

impl Work for Rounding<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self, _: impl Multiply) -> f32 {
        let mut largest = 0.0f32;
        for value in self.vector {
            largest = largest.max(value.abs());
        }
        let scale = largest / 127.0;
        if scale > 0.0 {
            for at in 0..self.vector.len().min(self.components.len()) {
                self.components[at] = (self.vector[at] / scale).round() as i8;
            }
        }
        scale
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
        self.push_quantised(&Quantised::of(vector));
    }

    /// Adds a vector that is rounded already.
    pub fn push_quantised(&mut self, row: &Quantised) {
        debug_assert_eq!(row.components.len(), self.dimension);
        self.components.extend(&row.components);
        self.scales.push(row.scale);
    }

    /// Components and scale of one vector.
    #[inline(always)]
    pub fn get(&self, row: usize) -> (&[i8], f32) {
        (&self.components[row * self.dimension..(row + 1) * self.dimension], self.scales[row])
    }

    /// The product of one vector with another; their cosine when both have length one.
    pub fn product(&self, row: usize, other: &Quantised) -> f32 {
        let mut product = [0.0];
        products::run(SomeRows { all: self, rows: &[row as u32], other, products: &mut product });
        product[0]
    }

    /// The products of a vector with some rows, put behind what `products` holds, in the order of the rows.
    pub fn products_with(&self, rows: &[u32], other: &Quantised, products: &mut Vec<f32>) {
        let start = products.len();
        products.resize(start + rows.len(), 0.0);
        products::run(SomeRows { all: self, rows, other, products: &mut products[start..] });
    }

    /// The products of a vector with a run of rows, put behind what `products` holds.
    pub fn products_in(&self, rows: Range<usize>, other: &Quantised, products: &mut Vec<f32>) {
        let start = products.len();
        products.resize(start + rows.len(), 0.0);
        if self.dimension > 0 {
            products::run(RunOfRows { all: self, rows, other, products: &mut products[start..] });
        }
    }

    /// The products of a vector with every row, in order.
    pub fn products(&self, other: &Quantised) -> Vec<f32> {
        let mut products = Vec::new();
        self.products_in(0..self.len(), other, &mut products);
        products
    }

    /// The largest product of a row with any of some rows, each product multiplied by that row's factor; 0 when all
    /// are below.
    pub fn largest_product(&self, row: u32, others: &[(u32, f32)]) -> f32 {
        products::run(LargestProduct { all: self, row, others })
    }

    /// Whether the parts fit together, for rows that were read from a file.
    pub fn is_sound(&self) -> bool {
        self.dimension.checked_mul(self.scales.len()) == Some(self.components.len())
    }
}

/// A loop over some rows, compiled for each family of processors.
struct SomeRows<'a> {
    all: &'a Rows,
    rows: &'a [u32],
    other: &'a Quantised,
    products: &'a mut [f32],
}

impl Work for SomeRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, multiply: impl Multiply) {
        let vector = self.other.components.as_slice();
        for (at, row) in self.rows.iter().enumerate() {
            let (components, scale) = self.all.get(*row as usize);
            self.products[at] = multiply.product(components, vector) as f32 * (scale * self.other.scale);
        }
    }
}

/// The same over a run of rows, which lie side by side.
struct RunOfRows<'a> {
    all: &'a Rows,
    rows: Range<usize>,
    other: &'a Quantised,
    products: &'a mut [f32],
}

impl Work for RunOfRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, multiply: impl Multiply) {
        let (dimension, vector) = (self.all.dimension, self.other.components.as_slice());
        let components = &self.all.components[self.rows.start * dimension..self.rows.end * dimension];
        let scales = &self.all.scales[self.rows];
        for (at, row) in components.chunks_exact(dimension).enumerate() {
            self.products[at] = multiply.product(row, vector) as f32 * (scales[at] * self.other.scale);
        }
    }
}

/// The loop of [`Rows::largest_product`].
struct LargestProduct<'a> {
    all: &'a Rows,
    row: u32,
    others: &'a [(u32, f32)],
}

impl Work for LargestProduct<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self, multiply: impl Multiply) -> f32 {
        let (mine, scale) = self.all.get(self.row as usize);
        let mut largest = 0.0f32;
        for (other, factor) in self.others {
            let (components, own) = self.all.get(*other as usize);
            largest = largest.max(multiply.product(mine, components) as f32 * (own * factor));
        }
        largest * scale
    }
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
        assert_eq!(rows.products(&other), [rows.product(0, &other), 0.0]);
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
