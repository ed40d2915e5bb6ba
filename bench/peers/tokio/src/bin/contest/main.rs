//! Tokio's side of the contest: one program of bench/programs.tsv, warmed up, measured, and printed as
//! `PROGRAM median best samples`, in nanoseconds an operation.
//!
//!     contest PROGRAM WARM_MS MEASURE_MS
//!
//! An iteration enters the runtime as Tokio's own benchmarks do: by one `block_on` around what the row
//! says, or by spawning from the outside where the row says so.

mod channels;
mod countdown;
mod locks;
mod measure;
mod spawn;
mod time;
mod whole;

use std::time::Duration;

const USAGE: i32 = 2;
const ABSENT: i32 = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, warm, measured] = arguments.as_slice() else {
        eprintln!("bench/peers/tokio: say PROGRAM WARM_MS MEASURE_MS");
        std::process::exit(USAGE);
    };
    let Some(row) = measure::Row::named(name) else {
        eprintln!("bench/peers/tokio: bench/programs.tsv has no program {name}");
        std::process::exit(ABSENT);
    };
    let Some(program) = spawn::program(&row)
        .or_else(|| channels::program(&row))
        .or_else(|| locks::program(&row))
        .or_else(|| time::program(&row))
        .or_else(|| whole::program(&row))
    else {
        eprintln!("bench/peers/tokio: this version of Tokio cannot run {name}");
        std::process::exit(ABSENT);
    };
    measure::measure(&row, program, milliseconds(warm), milliseconds(measured));
    // Tasks that run for ever, and a million that sleep, end with the process.
    std::process::exit(0);
}

fn milliseconds(text: &str) -> Duration {
    Duration::from_millis(text.parse().expect("a number of milliseconds"))
}
