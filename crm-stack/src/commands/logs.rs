//! `crm logs`

use super::Context;
use crate::error::{CliError, IoContext};
use std::os::unix::process::CommandExt;
use std::process::Command;

const PARTS: [&str; 4] = ["crm", "postgres", "postgrest", "deno"];

/// Options of `crm logs`.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct LogsArgs {
    /// crm (supervisor and gateway), postgres, postgrest or deno [default: all]
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(PARTS))]
    part: Option<String>,

    /// Keep printing what is added
    #[arg(short, long)]
    follow: bool,

    /// How many of the last lines to print
    #[arg(short = 'n', long, default_value_t = 50)]
    lines: u32,
}

/// Prints the ends of the logs; with --follow replaces this process by `tail -F`.
pub(crate) fn run(context: &Context, args: &LogsArgs) -> Result<(), CliError> {
    let folder = context.paths.logs();
    let wanted: Vec<&str> = args.part.as_deref().map_or_else(|| PARTS.to_vec(), |part| vec![part]);
    let files: Vec<_> =
        wanted.iter().map(|part| folder.join(format!("{part}.log"))).filter(|path| path.exists()).collect();
    if files.is_empty() {
        return Err(CliError::not_running(format!("there are no logs in {}", folder.display())));
    }
    if args.follow {
        let error = Command::new("tail").args(["-n", &args.lines.to_string(), "-F"]).args(&files).exec();
        return Err(CliError::machine(format!("cannot run tail: {error}")));
    }
    let mut logs = serde_json::Map::new();
    let mut text = String::new();
    for file in &files {
        let content = std::fs::read(file).context(|| format!("read {}", file.display()))?;
        let content = String::from_utf8_lossy(&content).into_owned();
        let last = last_lines(&content, usize::try_from(args.lines).unwrap_or(usize::MAX));
        text.push_str(&format!("==> {} <==\n{last}\n", file.display()));
        let part = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        logs.insert(part, last.lines().collect::<Vec<_>>().into());
    }
    context.output.result(&logs, || text)
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_shown() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 5), "a");
        assert_eq!(last_lines("", 5), "");
    }
}
