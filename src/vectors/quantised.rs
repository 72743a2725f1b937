//! Vectors as bytes: eight bits a component and one scale a vector, compared by integer products.
//!
//! Products are taken many at a time, inside code that is compiled for each family of processors (crate
//! `pulp`): the vector units of a laptop's processor do sixteen to thirty-two components a step.

use std::ops::Range;

use pulp::{Arch, NullaryFnOnce};
use serde::{Deserialize, Serialize};

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
    #[inline(always)]
    pub fn product(&self, row: usize, other: &Quantised) -> f32 {
        let (components, scale) = self.get(row);
        integer_product(components, &other.components) as f32 * scale * other.scale
    }

    /// The products of a vector with some rows, put behind what `products` holds, in the order of the rows.
    pub fn products_with(&self, rows: &[u32], other: &Quantised, products: &mut Vec<f32>) {
        let start = products.len();
        products.resize(start + rows.len(), 0.0);
        Arch::new().dispatch(SomeRows { all: self, rows, other, products: &mut products[start..] });
    }

    /// The products of a vector with a run of rows, put behind what `products` holds.
    pub fn products_in(&self, rows: Range<usize>, other: &Quantised, products: &mut Vec<f32>) {
        let start = products.len();
        products.resize(start + rows.len(), 0.0);
        if self.dimension > 0 {
            Arch::new().dispatch(RunOfRows { all: self, rows, other, products: &mut products[start..] });
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
        Arch::new().dispatch(LargestProduct { all: self, row, others })
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

impl NullaryFnOnce for SomeRows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (dimension, vector) = (self.all.dimension, self.other.components.as_slice());
        for (product, row) in self.products.iter_mut().zip(self.rows) {
            let row = *row as usize;
            let components = &self.all.components[row * dimension..(row + 1) * dimension];
            *product = integer_product(components, vector) as f32 * (self.all.scales[row] * self.other.scale);
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

impl NullaryFnOnce for RunOfRows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (dimension, vector) = (self.all.dimension, self.other.components.as_slice());
        let components = &self.all.components[self.rows.start * dimension..self.rows.end * dimension];
        let rows = components.chunks_exact(dimension).zip(&self.all.scales[self.rows]);
        for (product, (row, scale)) in self.products.iter_mut().zip(rows) {
            *product = integer_product(row, vector) as f32 * (scale * self.other.scale);
        }
    }
}

/// The loop of [`Rows::largest_product`].
struct LargestProduct<'a> {
    all: &'a Rows,
    row: u32,
    others: &'a [(u32, f32)],
}

impl NullaryFnOnce for LargestProduct<'_> {
    type Output = f32;

    #[inline(always)]
    fn call(self) -> f32 {
        let (mine, scale) = self.all.get(self.row as usize);
        let mut largest = 0.0f32;
        for (other, factor) in self.others {
            let (components, own) = self.all.get(*other as usize);
            largest = largest.max(integer_product(mine, components) as f32 * (own * factor));
        }
        largest * scale
    }
}

/// The product of two vectors of bytes, in steps of thirty-two components.
#[inline(always)]
fn integer_product(a: &[i8], b: &[i8]) -> i32 {
    let (whole_a, rest_a) = a.as_chunks::<32>();
    let (whole_b, rest_b) = b.as_chunks::<32>();
    let mut sum = 0;
    for (x, y) in whole_a.iter().zip(whole_b) {
        for at in 0..32 {
            sum += i32::from(x[at]) * i32::from(y[at]);
        }
    }
    sum + rest_a.iter().zip(rest_b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum::<i32>()
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
