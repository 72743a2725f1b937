//! Coverage: one document held against others. Which credentials cover a job, and which jobs a credential serves.
//!
//! A pool (`pool`) proposes candidates by shared skills, words and title; then each is compared exactly. Whoever
//! keeps documents elsewhere than in memory implements [`Pool`] and gets everything that comes after it.

mod digest;
mod filter;
mod memory;
mod pool;

pub use digest::{Digest, Digester, Prepared, Profiled, Word, Words};
pub use filter::{Condition, Filter};
pub use memory::MemoryPool;
pub use pool::Pool;
