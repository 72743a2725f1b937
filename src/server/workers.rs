//! The threads that do the work, and the queue before them, which is bounded.
//!
//! Each thread keeps its room for scoring from one request to the next, since making it costs more than mapping a
//! short text. Work whose asker has gone away meanwhile is dropped before it is begun.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::library::{Library, Selection};
use super::problem::Problem;
use crate::matching::{MatchOptions, Matcher, Scratch};
use crate::model::ConceptKind;

/// How many selections of taxonomies a thread keeps room for.
const ROOMS: usize = 6;

type Job = Box<dyn FnOnce(&mut Room) + Send>;

/// What waits, and whether more may come.
struct Queue {
    jobs: Mutex<(VecDeque<Job>, bool)>,
    change: Condvar,
    most: usize,
}

/// The threads.
pub struct Workers {
    queue: Arc<Queue>,
}

impl Workers {
    /// Starts the threads.
    pub fn start(threads: usize, most: usize) -> Self {
        let queue = Arc::new(Queue { jobs: Mutex::new((VecDeque::new(), true)), change: Condvar::new(), most });
        for number in 0..threads.max(1) {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name(format!("skillmap-work-{number}"))
                .spawn(move || work(&queue))
                .expect("the system gives a thread at the start");
        }
        Self { queue }
    }

    /// Has something done by one of the threads; refused at once when too much is waiting.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Room) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |room| {
            if !sender.is_closed() {
                // Whoever asked may have gone away meanwhile.
                let _ = sender.send(work(room));
            }
        });
        {
            let mut state = self.queue.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            if state.0.len() >= self.queue.most {
                return Err(Problem::busy());
            }
            state.0.push_back(job);
        }
        self.queue.change.notify_one();
        receiver.await.unwrap_or_else(|_| Err(Problem::fault()))
    }

    /// How much is waiting.
    pub fn waiting(&self) -> usize {
        self.queue.jobs.lock().unwrap_or_else(PoisonError::into_inner).0.len()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.queue.jobs.lock().unwrap_or_else(PoisonError::into_inner).1 = false;
        self.queue.change.notify_all();
    }
}

fn work(queue: &Queue) {
    let mut room = Room::default();
    loop {
        let mut state = queue.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = loop {
            if let Some(job) = state.0.pop_front() {
                break job;
            }
            if !state.1 {
                return;
            }
            state = queue.change.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        drop(state);
        // A fault ends this request, which is told, and neither the thread nor the service.
        if catch_unwind(AssertUnwindSafe(|| job(&mut room))).is_err() {
            room = Room::default();
        }
    }
}

/// What a thread keeps: room for scoring, by what it is for.
#[derive(Default)]
pub struct Room {
    kept: Vec<(Key, Vec<Scratch>)>,
}

#[derive(PartialEq)]
struct Key {
    generation: u64,
    selection: Vec<usize>,
    kinds: Vec<ConceptKind>,
}

impl Room {
    /// A matcher over a selection of taxonomies, with room for it.
    pub fn matcher<'a>(
        &mut self,
        library: &'a Library,
        selection: &Selection,
        options: MatchOptions,
    ) -> (Matcher<'a>, &mut [Scratch]) {
        let key = Key {
            generation: library.generation(),
            selection: selection.positions().to_vec(),
            kinds: options.kinds.clone(),
        };
        self.kept.retain(|(kept, _)| kept.generation == key.generation);
        let matcher = Matcher::new(library.indexes(selection), options);
        if let Some(at) = self.kept.iter().position(|(kept, _)| *kept == key) {
            // What was used last is kept longest.
            self.kept[at..].rotate_left(1);
        } else {
            if self.kept.len() >= ROOMS {
                self.kept.remove(0);
            }
            self.kept.push((key, matcher.scratch()));
        }
        let scratch = &mut self.kept.last_mut().expect("one was just put there").1;
        (matcher, scratch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_is_told_and_the_thread_goes_on() {
        let workers = Workers::start(1, 4);
        let fault = workers.run(|_| -> Result<u8, Problem> { panic!("a fault, on purpose") }).await;
        assert_eq!(fault.expect_err("it failed").code, "fault");
        assert_eq!(workers.run(|_| Ok(7)).await.expect("it goes on"), 7);
    }

    #[tokio::test]
    async fn what_does_not_fit_is_refused_and_what_nobody_waits_for_is_not_done() {
        let workers = Arc::new(Workers::start(1, 1));
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let (starting, started) = std::sync::mpsc::channel::<()>();
        let holder = Arc::clone(&workers);
        let held = tokio::spawn(async move {
            let hold = move |_: &mut Room| {
                starting.send(()).map_err(|_| Problem::fault())?;
                gate.recv().map_err(|_| Problem::fault())
            };
            holder.run(hold).await
        });
        while started.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        // The only thread is busy now; fill the queue behind it.
        let (done, was_done) = std::sync::mpsc::channel();
        let waiter = Arc::clone(&workers);
        let waiting =
            tokio::spawn(async move { waiter.run(move |_| done.send(()).map_err(|_| Problem::fault())).await });
        while workers.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        let refused = workers.run(|_| Ok(())).await.expect_err("the queue is full");
        assert_eq!((refused.code, refused.status.as_u16()), ("busy", 503));
        waiting.abort();
        let _ = waiting.await;
        open.send(()).expect("the thread waits");
        held.await.expect("not aborted").expect("it was let go");
        // The place of what was given up is free once the thread has looked at it.
        while workers.waiting() > 0 {
            tokio::task::yield_now().await;
        }
        workers.run(|_| Ok(())).await.expect("there is room again");
        assert!(was_done.try_recv().is_err(), "it was done although nobody waited");
    }
}
