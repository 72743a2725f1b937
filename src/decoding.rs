//! Decoders of other crates, run so that their panics on damaged input end in an error and not in the end of the program.
//!
//! A panic speaks through the one hook of the process before anybody can catch it. So, once, a hook is put in front of the
//! one that is there: it keeps quiet on a thread that is decoding, and whatever any other thread has to say is heard.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// How many decoders are at work on this thread, one inside the other.
    static AT_WORK: Cell<u32> = const { Cell::new(0) };
}

/// What a decoder gives; nothing when it panics. What it was changing meanwhile must not be used any more then.
pub fn attempt<T>(decode: impl FnOnce() -> T) -> Option<T> {
    static IN_FRONT: Once = Once::new();
    IN_FRONT.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if AT_WORK.get() == 0 {
                others(panic);
            }
        }));
    });
    AT_WORK.set(AT_WORK.get() + 1);
    let given = panic::catch_unwind(AssertUnwindSafe(decode));
    AT_WORK.set(AT_WORK.get() - 1);
    given.ok()
}
