//! Mutex, RwLock, Semaphore and Notify.

use crate::measure::{timed, Program, Row};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use tokio::runtime::Runtime;
use tokio::sync::{Mutex, Notify, RwLock, Semaphore};
use tokio::task::yield_now;

const LOCKERS: usize = 4;
const READERS: usize = 5;
const ENOUGH_PERMITS: usize = 10;
const FEW_PERMITS: usize = 5;

pub fn program(row: &Row) -> Option<Program> {
    let runtime = || row.runtime();
    let operations = row.operations;
    Some(match row.name {
        "notify_one_10" | "notify_one_100" | "notify_one_500" => {
            notify(runtime(), operations, row.parameter(), Notify::notify_one)
        }
        "notify_waiters_10" | "notify_waiters_100" | "notify_waiters_500" => notify(
            runtime(),
            operations,
            row.parameter(),
            Notify::notify_waiters,
        ),
        "rwlock_uncontended" => rwlock_uncontended(runtime(), operations),
        "rwlock_contended" => rwlock_contended(runtime()),
        "mutex_uncontended" => mutex_uncontended(runtime(), operations),
        "mutex_contended" => mutex_contended(runtime(), operations / LOCKERS),
        "semaphore_uncontended" => semaphore_uncontended(runtime(), operations),
        "semaphore_concurrent" => semaphore_spawned(runtime(), operations, ENOUGH_PERMITS),
        "semaphore_contended" => semaphore_spawned(runtime(), operations, FEW_PERMITS),
        _ => return None,
    })
}

fn notify(runtime: Runtime, wakes: usize, waiters: usize, wake: fn(&Notify)) -> Program {
    let shared = Arc::new((Notify::new(), AtomicUsize::new(0)));
    for _ in 0..waiters {
        let shared = shared.clone();
        runtime.spawn(async move {
            loop {
                shared.0.notified().await;
                shared.1.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                shared.1.store(0, Ordering::Relaxed);
                while shared.1.load(Ordering::Relaxed) < wakes {
                    wake(&shared.0);
                    yield_now().await;
                }
            })
        })
    })
}

fn rwlock_uncontended(runtime: Runtime, reads: usize) -> Program {
    let lock = RwLock::new(1);
    Box::new(move |times| {
        timed(times, || {
            let sum = runtime.block_on(async {
                let mut sum = 0;
                for _ in 0..reads {
                    sum += *black_box(lock.read().await);
                }
                sum
            });
            assert_eq!(sum, reads);
        })
    })
}

fn rwlock_contended(runtime: Runtime) -> Program {
    let lock = Arc::new(RwLock::new(0));
    Box::new(move |times| {
        timed(times, || {
            let lock = lock.clone();
            let writer = async move {
                let mut written = lock.write().await;
                let readers: [_; READERS] = std::array::from_fn(|_| {
                    let lock = lock.clone();
                    tokio::spawn(async move { *lock.read().await })
                });
                // The one worker runs the readers, which queue, before it comes back to this task.
                yield_now().await;
                *written += 1;
                let expected = *written;
                drop(written);
                for reader in readers {
                    assert_eq!(reader.await.expect("a read"), expected);
                }
            };
            runtime
                .block_on(async { tokio::spawn(writer).await })
                .expect("a writer");
        })
    })
}

fn mutex_uncontended(runtime: Runtime, turns: usize) -> Program {
    let lock = Mutex::new(0);
    let mut expected = 0;
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                for _ in 0..turns {
                    *black_box(lock.lock().await) += 1;
                }
                expected += turns;
                assert_eq!(*lock.lock().await, expected);
            })
        })
    })
}

fn mutex_contended(runtime: Runtime, turns: usize) -> Program {
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                let lock = Arc::new(Mutex::new(0));
                let lockers: [_; LOCKERS] = std::array::from_fn(|_| {
                    let lock = lock.clone();
                    tokio::spawn(async move {
                        for _ in 0..turns {
                            let mut sum = lock.lock().await;
                            *sum += 1;
                            yield_now().await;
                        }
                    })
                });
                for locker in lockers {
                    locker.await.expect("its turns");
                }
                assert_eq!(*lock.lock().await, LOCKERS * turns);
            })
        })
    })
}

fn semaphore_uncontended(runtime: Runtime, turns: usize) -> Program {
    let semaphore = Semaphore::new(ENOUGH_PERMITS);
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                for _ in 0..turns {
                    drop(black_box(semaphore.acquire().await.expect("a permit")));
                }
            });
            assert_eq!(semaphore.available_permits(), ENOUGH_PERMITS);
        })
    })
}

fn semaphore_spawned(runtime: Runtime, tasks: usize, permits: usize) -> Program {
    let semaphore = Arc::new(Semaphore::new(permits));
    Box::new(move |times| {
        timed(times, || {
            runtime.block_on(async {
                let mut handles = Vec::with_capacity(tasks);
                for _ in 0..tasks {
                    let semaphore = semaphore.clone();
                    handles.push(tokio::spawn(async move {
                        let _permit = semaphore.acquire().await.expect("a permit");
                        yield_now().await;
                        1
                    }));
                }
                let mut ended = 0;
                for handle in handles {
                    ended += handle.await.expect("a turn");
                }
                assert_eq!(ended, tasks);
            });
            assert_eq!(semaphore.available_permits(), permits);
        })
    })
}
