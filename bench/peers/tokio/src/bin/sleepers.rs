//! Bytes of a task that sleeps: the program sleepers_bytes of the contest. It is apart from the others
//! as its allocator counts, which they should not pay for.
//!
//!     sleepers PROGRAM WARM_MS MEASURE_MS

#[path = "contest/countdown.rs"]
mod countdown;
#[path = "contest/measure.rs"]
#[allow(dead_code)]
mod measure;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;
use tokio::time::sleep;

const HOUR: Duration = Duration::from_secs(3_600);

/// The system's allocator, and the bytes that are allocated.
struct Counting(AtomicIsize);

#[global_allocator]
static HEAP: Counting = Counting(AtomicIsize::new(0));

// What it promises, the system's allocator keeps: every call goes there unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.0.fetch_add(layout.size() as isize, Ordering::Relaxed);
        System.alloc(layout)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.0.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        System.dealloc(pointer, layout)
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.0
            .fetch_add(size as isize - layout.size() as isize, Ordering::Relaxed);
        System.realloc(pointer, layout, size)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, warm, measured] = arguments.as_slice() else {
        panic!("say PROGRAM WARM_MS MEASURE_MS");
    };
    let row = measure::Row::named(name).expect("a program of bench/programs.tsv");
    let milliseconds = |text: &str| Duration::from_millis(text.parse().expect("milliseconds"));
    let (warm, measured) = (milliseconds(warm), milliseconds(measured));
    let (workers, tasks) = (row.workers, row.operations);
    let program = Box::new(move |times| (0..times).map(|_| growth(workers, tasks)).sum());
    measure::measure(&row, program, warm, measured);
}

/// Bytes that so many sleeping tasks add to the heap.
fn growth(workers: Option<usize>, tasks: usize) -> u64 {
    let row = measure::Row {
        name: "",
        workers,
        operations: tasks,
    };
    let runtime = row.runtime();
    let (asleep, all_asleep) = countdown::Countdown::of(tasks);
    let before = HEAP.0.load(Ordering::Relaxed);
    runtime.spawn(async move {
        for _ in 0..tasks {
            let asleep = asleep.clone();
            tokio::spawn(async move {
                asleep.count();
                sleep(HOUR).await;
            });
        }
    });
    all_asleep.blocking_recv().expect("all tasks");
    let after = HEAP.0.load(Ordering::Relaxed);
    u64::try_from(after - before).expect("growth")
}
