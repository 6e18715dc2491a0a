//! The figures as tables in Markdown, and each target of PRODUCT §9 beside its figure.
//!
//! Knows the targets. Refuses to know how anything was measured.

use crate::calls::Caller;
use crate::child::Memory;
use crate::load::{AT_ONCE, Figures, OnDisk, RATE};
use crate::standing::{Backlog, Idle};

/// What Discord allows a bot in a second, over all calls.
const DISCORD_ALLOWS: f64 = 50.0;
/// What Slack allows of the scarcest call a new conversation takes (`conversations.open`, tier 3), a second.
const SLACK_ALLOWS: f64 = 50.0 / 60.0;

/// Prints everything. `load` is the machine's load average when it began.
pub fn print(disks: &[OnDisk], idle: &Idle, backlog: &Backlog, load: &str) {
    println!("Load average of this machine: {load} before, {} after.\n", load_average());
    println!("### At {RATE} a second, open loop: milliseconds from the scheduled moment\n");
    println!(
        "| | disk | held | p50 | p99 | max | reference p50 | p99 | p99 ratio |\n|---|---|---|---|---|---|---|---|---|"
    );
    disks.iter().for_each(|disk| disk.figures.iter().for_each(|figures| paced(disk, figures)));
    println!("\n### At full load, {AT_ONCE} at once\n");
    println!(
        "| | disk | stored/s | reference/s | ratio | bare commits/s | ratio | p50 | p99 | processor ms | reference ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    disks.iter().for_each(|disk| disk.figures.iter().for_each(|figures| full(disk, figures)));
    println!("\n### Against the targets\n\n| target | figure | |\n|---|---|---|");
    let mut verdicts = Vec::new();
    disks.iter().for_each(|disk| disk.figures.iter().for_each(|figures| judge(disk, figures, &mut verdicts)));
    stand(disks, idle, backlog, &mut verdicts);
    for Verdict { target, figure, met } in &verdicts {
        println!("| {target} | {figure} | {} |", if *met { "met" } else { "**missed**" });
    }
    let met = verdicts.iter().filter(|v| v.met).count();
    let checked: usize = disks.iter().map(|d| d.checked).sum();
    println!("\nchecked: {checked} calls acknowledged, each stored once, though the program was killed (SIGKILL)");
    println!("RATIO targets_met {:.2}", met as f64 / verdicts.len() as f64);
}

/// Of the last minute: how many others wanted the processors.
pub fn load_average() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split_whitespace().next().unwrap_or("unknown").to_owned()
}

struct Verdict {
    target: String,
    figure: String,
    met: bool,
}

fn verdict(target: impl Into<String>, figure: impl Into<String>, met: bool) -> Verdict {
    Verdict { target: target.into(), figure: figure.into(), met }
}

fn name(caller: Caller) -> &'static str {
    match caller {
        Caller::Slack => "Slack click",
        Caller::Discord => "Discord click",
        Caller::Desk => "webhook close",
    }
}

fn paced(disk: &OnDisk, Figures { caller, paced, .. }: &Figures) {
    let (ours, reference) = (paced.ours.driven.spread(), paced.reference.driven.spread());
    println!(
        "| {} | {} | {:.0}/s | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1}× |",
        name(*caller),
        disk.disk.name,
        paced.ours.driven.per_second(),
        ours.ms(0.5),
        ours.ms(0.99),
        ours.ms(1.0),
        reference.ms(0.5),
        reference.ms(0.99),
        ours.ms(0.99) / reference.ms(0.99)
    );
}

fn full(disk: &OnDisk, Figures { caller, full, .. }: &Figures) {
    let (ours, reference, commits) =
        (full.ours.driven.per_second(), full.reference.driven.per_second(), disk.commits());
    let spread = full.ours.driven.spread();
    println!(
        "| {} | {} | {ours:.0} | {reference:.0} | {:.2}× | {commits:.0} | {:.1}× | {:.1} | {:.1} | {:.2} | {:.2} |",
        name(*caller),
        disk.disk.name,
        ours / reference,
        ours / commits,
        spread.ms(0.5),
        spread.ms(0.99),
        full.ours.processor,
        full.reference.processor
    );
}

/// One caller on one disk.
fn judge(disk: &OnDisk, Figures { caller, paced, full }: &Figures, to: &mut Vec<Verdict>) {
    let (name, slow) = (name(*caller), disk.disk.is_slow());
    let p99 = |loaded: &crate::load::Loaded| loaded.driven.spread().ms(0.99);
    let (rate, held) = (full.ours.driven.per_second(), paced.ours.driven.per_second());
    let (of_reference, of_commits) = (rate / full.reference.driven.per_second(), rate / disk.commits());
    let tail = p99(&paced.ours) / p99(&paced.reference);
    let (least, processor, commits) = match caller {
        Caller::Slack => (0.5, Some(0.15), 13.0),
        Caller::Discord => (0.75, Some(0.25), 13.0),
        Caller::Desk => (0.7, None, 15.0),
    };
    if slow {
        let target = format!("{name}, slow disk: stored per second ≥ {commits}× bare one-row commits");
        to.push(verdict(target, format!("{of_commits:.1}×"), of_commits >= commits));
    } else {
        let target = format!("{name}: stored per second ≥ {least}× the reference");
        to.push(verdict(target, format!("{of_reference:.2}× ({rate:.0}/s)"), of_reference >= least));
    }
    if *caller == Caller::Desk {
        if !slow {
            let full = p99(&full.ours);
            to.push(verdict(format!("{name}: p99 < 25 ms at full load"), format!("{full:.1} ms"), full < 25.0));
        }
        return;
    }
    let (most, kind) = if slow { (1.5, ", slow disk") } else { (2.0, "") };
    to.push(verdict(
        format!("{name}{kind}: p99 at {RATE}/s ≤ {most}× the reference"),
        format!("{tail:.1}×"),
        tail <= most,
    ));
    let longest = paced.ours.driven.spread().ms(1.0);
    // A round counts until its last answer, which comes after its last moment: three hundredths are that.
    let all = held >= f64::from(RATE) * 0.97;
    let told = format!("{held:.0}/s, longest {longest:.0} ms");
    to.push(verdict(format!("{name}{kind}: all {RATE}/s held, never near 3 s"), told, all && longest < 1500.0));
    if let (Some(most), false) = (processor, slow) {
        let each = full.ours.processor;
        to.push(verdict(
            format!("{name}: processor time ≤ {most} ms at full load"),
            format!("{each:.2} ms"),
            each <= most,
        ));
    }
}

fn stand(disks: &[OnDisk], idle: &Idle, backlog: &Backlog, to: &mut Vec<Verdict>) {
    let limits = [
        ("Discord", backlog.discord_calls / DISCORD_ALLOWS, backlog.discord),
        ("Slack", backlog.slack / SLACK_ALLOWS, backlog.slack),
    ];
    for (name, share, rate) in limits {
        let target = format!("backlog, {name}: drained at ≥ 95 % of what its limits allow");
        let (watched, minute) = (backlog.watched.as_secs(), rate * 60.0);
        let figure = format!("{:.0} % ({minute:.0} prompts a minute, {watched} s watched)", share * 100.0);
        to.push(verdict(target, figure, share >= 0.95));
    }
    let told = backlog.too_soon.to_string();
    to.push(verdict("backlog: no 429 of our making", told, backlog.too_soon == 0));
    let loaded = disks.iter().filter(|d| !d.disk.is_slow()).map(|d| d.memory).fold(Memory::default(), Memory::most);
    let queued = format!("with {} queued", backlog.queued);
    for (what, memory, most) in [
        ("connected to both and idle", idle.memory, 30.0),
        ("after load", loaded, 45.0),
        (queued.as_str(), backlog.memory, 200.0),
    ] {
        let figure = format!("{:.1} MB, its own {:.1}", memory.resident, memory.own);
        to.push(verdict(format!("memory {what} < {most} MB"), figure, memory.resident < most));
    }
    for (what, ready, most) in [("an empty queue", idle.ready, 100.0), (queued.as_str(), backlog.ready, 1000.0)] {
        to.push(verdict(format!("start: ready < {most} ms, {what}"), format!("{ready:.0} ms"), ready < most));
    }
}
