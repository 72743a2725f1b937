//! Products of vectors of bytes, in code that is compiled for each family of processors (crate `pulp`).
//!
//! On x86-64 with AVX2 the multiplication is spelt out: thirty-two products of bytes are two instructions there, which
//! no compiler finds by itself, since they multiply a byte without a sign by one with a sign. Elsewhere the compiler
//! does what it can. The sums are whole numbers, so every processor gives the same.

use pulp::{Arch, NullaryFnOnce};

/// A loop over components of vectors.
pub(super) trait Work {
    type Output;

    /// Runs the loop; to be inlined, so that it is compiled together with the multiplication.
    fn run(self, multiply: impl Multiply) -> Self::Output;
}

/// A way to multiply two vectors of one length.
pub(super) trait Multiply: Copy {
    /// The product of two vectors of components from -127 to 127.
    fn product(self, a: &[i8], b: &[i8]) -> i32;
}

/// Runs a loop with what the processor does best.
pub(super) fn run<W: Work>(work: W) -> W::Output {
    match Arch::new() {
        #[cfg(target_arch = "x86_64")]
        Arch::V3(processor) => pulp::Simd::vectorize(processor, Compiled { multiply: processor, work }),
        other => other.dispatch(Compiled { multiply: Portable, work }),
    }
}

struct Compiled<M, W> {
    multiply: M,
    work: W,
}

impl<M: Multiply, W: Work> NullaryFnOnce for Compiled<M, W> {
    type Output = W::Output;

    #[inline(always)]
    fn call(self) -> W::Output {
        self.work.run(self.multiply)
    }
}

/// Components of one step.
const STEP: usize = 32;

/// What every processor can do.
#[derive(Debug, Clone, Copy)]
struct Portable;

impl Multiply for Portable {
    #[inline(always)]
    fn product(self, a: &[i8], b: &[i8]) -> i32 {
        let (whole_a, rest_a) = a.as_chunks::<STEP>();
        let (whole_b, rest_b) = b.as_chunks::<STEP>();
        let mut sum = 0;
        // Counted loops: an iterator that is not inlined would be compiled for another processor.
        for step in 0..whole_a.len().min(whole_b.len()) {
            let (x, y) = (&whole_a[step], &whole_b[step]);
            for at in 0..STEP {
                sum += i32::from(x[at]) * i32::from(y[at]);
            }
        }
        sum + rest(rest_a, rest_b)
    }
}

#[cfg(target_arch = "x86_64")]
impl Multiply for pulp::x86::V3 {
    #[inline(always)]
    fn product(self, a: &[i8], b: &[i8]) -> i32 {
        let (whole_a, rest_a) = a.as_chunks::<STEP>();
        let (whole_b, rest_b) = b.as_chunks::<STEP>();
        // The space that is compiled in has four steps, and a loop around so few costs as much again.
        let sums = if let (&[a0, a1, a2, a3], &[b0, b1, b2, b3]) = (whole_a, whole_b) {
            let first = self.wrapping_add_i32x8(fours(self, a0, b0), fours(self, a1, b1));
            let second = self.wrapping_add_i32x8(fours(self, a2, b2), fours(self, a3, b3));
            self.wrapping_add_i32x8(first, second)
        } else {
            let mut sums = pulp::cast([0i32; 8]);
            for at in 0..whole_a.len().min(whole_b.len()) {
                sums = self.wrapping_add_i32x8(sums, fours(self, whole_a[at], whole_b[at]));
            }
            sums
        };
        let pairs = self.avx2._mm256_hadd_epi32(pulp::cast(sums), pulp::cast(sums));
        let [low, _, _, _, high, ..]: [i32; 8] = pulp::cast(self.avx2._mm256_hadd_epi32(pairs, pairs));
        low + high + rest(rest_a, rest_b)
    }
}

/// The products of one step, added up by fours.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn fours(processor: pulp::x86::V3, a: [i8; STEP], b: [i8; STEP]) -> pulp::i32x8 {
    let magnitudes = processor.avx2._mm256_abs_epi8(pulp::cast(b));
    let signed = processor.avx2._mm256_sign_epi8(pulp::cast(a), pulp::cast(b));
    // Two products of at most 127 times 127 fit into sixteen bits.
    let pairs = processor.avx2._mm256_maddubs_epi16(magnitudes, signed);
    pulp::cast(processor.avx2._mm256_madd_epi16(pairs, pulp::cast([1i16; 16])))
}

/// The product of what is left of two vectors behind their last whole step.
#[inline(always)]
fn rest(a: &[i8], b: &[i8]) -> i32 {
    let mut sum = 0;
    for at in 0..a.len().min(b.len()) {
        sum += i32::from(a[at]) * i32::from(b[at]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Both<'a>(&'a [i8], &'a [i8]);

    impl Work for Both<'_> {
        type Output = i32;

        fn run(self, multiply: impl Multiply) -> i32 {
            multiply.product(self.0, self.1)
        }
    }

    #[test]
    fn every_processor_gives_the_exact_product() {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for length in [0, 1, 31, 32, 33, 128, 200] {
            let mut vector = || -> Vec<i8> { (0..length).map(|_| next().cast_signed().max(-127)).collect() };
            let (a, b) = (vector(), vector());
            let exact: i32 = a.iter().zip(&b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum();
            assert_eq!((run(Both(&a, &b)), Portable.product(&a, &b)), (exact, exact), "{length}");
        }
        let (low, high) = ([-127i8; 64], [127i8; 64]);
        assert_eq!(run(Both(&low, &high)), -64 * 127 * 127, "nothing runs over");
        assert_eq!(run(Both(&low, &low)), 64 * 127 * 127);
    }
}
