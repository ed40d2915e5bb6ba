//! Tasks that are counted down, and the one-shot that the last of them completes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

pub struct Countdown {
    left: AtomicUsize,
    done: Mutex<Option<oneshot::Sender<()>>>,
}

impl Countdown {
    pub fn of(tasks: usize) -> (Arc<Countdown>, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        let done = Mutex::new(Some(sender));
        (
            Arc::new(Countdown {
                left: AtomicUsize::new(tasks),
                done,
            }),
            receiver,
        )
    }

    /// Counts one task; more of them than there should be are a panic, as the one-shot is gone.
    pub fn count(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let sender = self.done.lock().unwrap().take();
            sender.expect("one last task").send(()).expect("a waiter");
        }
    }
}
