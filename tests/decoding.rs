//! Panics of decoders: kept off the terminal on the thread that decodes, and on no other.
//!
//! The hook belongs to the process, so this is one test in a file of its own.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use skillmap::decoding::attempt;

static HEARD: AtomicUsize = AtomicUsize::new(0);

fn heard() -> usize {
    HEARD.load(Ordering::SeqCst)
}

#[test]
fn only_the_thread_that_decodes_is_mute() {
    panic::set_hook(Box::new(|_| {
        HEARD.fetch_add(1, Ordering::SeqCst);
    }));
    assert_eq!(attempt(|| 7), Some(7));
    assert_eq!(attempt(|| -> u8 { panic!("damaged") }), None);
    assert_eq!(heard(), 0, "a decoder's panic is not heard");

    // While this thread is decoding another one panics.
    let decoded = attempt(|| {
        assert!(thread::spawn(|| panic!("elsewhere")).join().is_err());
        assert_eq!(attempt(|| -> u8 { panic!("one inside the other") }), None);
        assert_eq!(heard(), 1, "the other thread is heard");
        panic!("the outer one is still decoding");
    });
    assert_eq!((decoded, heard()), (None::<()>, 1));

    // Two threads decode at the same time, and each is loud again when it has done.
    let (tell, told) = mpsc::channel::<()>();
    let (answer, answered) = mpsc::channel::<()>();
    let long = thread::spawn(move || {
        attempt(|| {
            tell.send(()).expect("the test waits");
            answered.recv().expect("the test answers");
            panic!("damaged");
        })
    });
    told.recv().expect("the thread is decoding");
    assert_eq!(attempt(|| -> u8 { panic!("damaged") }), None);
    assert!(panic::catch_unwind(|| panic!("our own fault")).is_err());
    assert_eq!(heard(), 2, "a panic after decoding is heard, while another thread decodes");
    answer.send(()).expect("the thread waits");
    assert_eq!((long.join().expect("it was caught"), heard()), (None::<()>, 2));
}
