//! Tokio's sleeps, measured as bench/run timers measures Kyoto's: nanoseconds of processor time an
//! operation, all threads included, on a runtime with one worker. Prints lines of
//! `operation timers tokio nanoseconds`, the best of five rounds.
//!
//!     timers [COUNT...]

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};
use tokio::time::{sleep, Sleep};

const ROUNDS: usize = 5;
const OPERATIONS: u64 = 4_000_000;
const FEWEST_FIRED: usize = 200_000;
const LEAD: Duration = Duration::from_secs(1);
const LEAD_EACH: Duration = Duration::from_micros(2);
const SPREAD: u64 = 500_000_000;
const MINUTE: u64 = 60_000_000_000;

#[repr(C)]
struct Timespec {
    seconds: i64,
    nanos: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

/// Processor time of all threads of this process.
fn cpu_nanos() -> u64 {
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    let mut time = Timespec { seconds: 0, nanos: 0 };
    // The struct is that of 64-bit Linux, and lives until the call returns.
    let failed = unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "the processor time cannot be read");
    time.seconds as u64 * 1_000_000_000 + time.nanos as u64
}

/// Counts what has fired.
#[derive(Default)]
struct Counter(AtomicUsize);

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

struct Random(u64);

impl Random {
    /// Below a bound, by xorshift.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn later(&mut self) -> Duration {
        Duration::from_nanos(MINUTE + self.below(59 * MINUTE))
    }
}

fn arm(delay: Duration, waker: &Waker) -> Pin<Box<Sleep>> {
    let mut timer = Box::pin(sleep(delay));
    if timer.as_mut().poll(&mut Context::from_waker(waker)).is_ready() {
        waker.wake_by_ref();
    }
    timer
}

fn main() {
    let mut counts: Vec<usize> = std::env::args()
        .skip(1)
        .map(|count| count.parse().expect("numbers of timers"))
        .collect();
    if counts.is_empty() {
        counts = vec![1_000, 100_000, 1_000_000];
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_time()
        .build()
        .expect("a runtime");
    let _entered = runtime.enter();
    for count in counts {
        let mut best = [f64::INFINITY; 3];
        for _ in 0..ROUNDS {
            for (kept, nanos) in best.iter_mut().zip(round(count)) {
                *kept = kept.min(nanos);
            }
        }
        for (operation, nanos) in ["arm+cancel", "reset", "arm+fire"].iter().zip(best) {
            println!("{operation} {count} tokio {nanos:.1}");
        }
    }
}

fn round(count: usize) -> [f64; 3] {
    let fired = Arc::new(Counter::default());
    let waker = Waker::from(fired.clone());
    let mut random = Random(count as u64 + 1);
    let mut armed: Vec<_> = (0..count).map(|_| arm(random.later(), &waker)).collect();

    let before = cpu_nanos();
    for _ in 0..OPERATIONS {
        drop(arm(random.later(), &waker));
    }
    let cancelled = cpu_nanos();
    for _ in 0..OPERATIONS {
        let one = random.below(count as u64) as usize;
        let later = tokio::time::Instant::now() + random.later() * 2;
        armed[one].as_mut().reset(later);
    }
    let postponed = cpu_nanos();
    armed.clear();

    let count = count.max(FEWEST_FIRED);
    let begin = cpu_nanos();
    let start = Instant::now();
    for _ in 0..count {
        let due = LEAD + LEAD_EACH * count as u32 + Duration::from_nanos(random.below(SPREAD));
        armed.push(arm(due.saturating_sub(start.elapsed()).max(Duration::from_nanos(1)), &waker));
    }
    while fired.0.load(Ordering::Relaxed) < count {
        std::thread::sleep(Duration::from_millis(10));
    }
    let end = cpu_nanos();
    [
        (cancelled - before) as f64 / OPERATIONS as f64,
        (postponed - cancelled) as f64 / OPERATIONS as f64,
        (end - begin) as f64 / count as f64,
    ]
}
