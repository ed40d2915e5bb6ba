//! Rows of bench/programs.tsv, and the loop that samples a program.

use std::time::{Duration, Instant};

const TABLE: &str = include_str!("../../../../../programs.tsv");
const SHORT: u64 = 20_000;
const BATCH: u64 = 100_000;
const SURELY_ENOUGH: u64 = 10_000_000;
const FEWEST: usize = 5;

/// A program that is set up: runs so many times, and tells the nanoseconds (or bytes) of all together.
pub type Program = Box<dyn FnMut(u64) -> u64>;

/// A row of the table.
pub struct Row {
    pub name: &'static str,
    /// Workers of a multi-thread runtime; `None` for a current-thread one, or for none at all.
    pub workers: Option<usize>,
    pub operations: usize,
}

impl Row {
    /// Finds the row of a program.
    pub fn named(name: &str) -> Option<Row> {
        TABLE.lines().skip(1).find_map(|line| {
            let mut cells = line.split('\t');
            let program = cells.next().filter(|it| *it == name)?;
            let runtime = cells.nth(1)?;
            let operations = cells.next()?.parse().expect("a number of operations");
            let workers = runtime
                .strip_prefix("multi ")
                .map(|it| it.parse().expect("a number of workers"));
            Some(Row {
                name: program,
                workers,
                operations,
            })
        })
    }

    /// The number that ends the name, as in `watch_100`.
    pub fn parameter(&self) -> usize {
        let (_, number) = self.name.rsplit_once('_').expect("a name with a number");
        number.parse().expect("a number at the end of the name")
    }

    /// Builds the runtime that the row asks for.
    pub fn runtime(&self) -> tokio::runtime::Runtime {
        let mut builder = match self.workers {
            Some(workers) => {
                let mut builder = tokio::runtime::Builder::new_multi_thread();
                builder.worker_threads(workers);
                builder
            }
            None => tokio::runtime::Builder::new_current_thread(),
        };
        builder.enable_time().build().expect("a runtime")
    }
}

/// Times so many runs.
pub fn timed(times: u64, mut run: impl FnMut()) -> u64 {
    let start = Instant::now();
    for _ in 0..times {
        run();
    }
    start.elapsed().as_nanos() as u64
}

/// Warms a program up, measures it, and prints its line.
pub fn measure(row: &Row, mut program: Program, warm: Duration, measured: Duration) {
    let start = Instant::now();
    let mut times = 1;
    loop {
        let taken = program(times);
        times = grown(times, taken);
        if start.elapsed() >= warm {
            if taken < SURELY_ENOUGH {
                times = settled(&mut program, times);
            }
            break;
        }
    }

    let mut samples = Vec::new();
    let start = Instant::now();
    while samples.len() < FEWEST || start.elapsed() < measured {
        let taken = program(times);
        samples.push(taken as f64 / times as f64 / row.operations as f64);
    }
    samples.sort_unstable_by(f64::total_cmp);
    let median = samples[samples.len() / 2];
    println!(
        "{}\t{:.2}\t{:.2}\t{}",
        row.name,
        median,
        samples[0],
        samples.len()
    );
}

/// How many runs the next batch should have, after one that took so long.
fn grown(times: u64, taken: u64) -> u64 {
    let enough = if times == 1 { SHORT } else { BATCH };
    if taken < enough {
        times * 2
    } else {
        times
    }
}

/// A batch that is long enough three times in a row, whatever disturbs one.
fn settled(program: &mut Program, mut times: u64) -> u64 {
    loop {
        let taken = program(times).min(program(times)).min(program(times));
        match grown(times, taken) {
            more if more > times => times = more,
            _ => return times,
        }
    }
}
