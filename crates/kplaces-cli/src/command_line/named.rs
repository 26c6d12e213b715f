use std::ffi::OsString;

use clap::{Arg, Command};

/// The commands that a line names, one below the other, whatever else is wrong with it.
pub(super) fn commands_of<'c>(root: &'c Command, arguments: &[OsString]) -> Vec<&'c str> {
    let (mut at, mut path) = (root, Vec::new());
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        if let Some(option) = option(&[at, root], word) {
            // Its value is no command.
            if option.get_action().takes_values() && !word.contains('=') {
                words.next();
            }
        } else if let Some(sub) = at.find_subcommand(word) {
            path.push(sub.get_name());
            at = sub;
        } else if !word.starts_with('-') {
            break;
        }
    }
    path
}

/// The option that a word is.
fn option<'c>(commands: &[&'c Command], word: &str) -> Option<&'c Arg> {
    let name = word.split('=').next().unwrap_or(word);
    let is_it = |arg: &&Arg| {
        if let Some(long) = name.strip_prefix("--") {
            return arg.get_long() == Some(long);
        }
        let mut letters = name.strip_prefix('-').unwrap_or_default().chars();
        let letter = letters.next().filter(|_| letters.next().is_none());
        letter.is_some() && arg.get_short() == letter
    };
    let all = commands.iter().flat_map(|it| it.get_arguments());
    all.into_iter().find(is_it)
}

#[cfg(test)]
mod tests {
    use clap::ArgAction;

    use super::*;

    #[test]
    fn commands_are_found_between_options_and_their_values() {
        let folder = Arg::new("dir").long("dir").short('d');
        let quiet = Arg::new("quiet").long("quiet").action(ArgAction::SetTrue);
        let set = Command::new("set").arg(Arg::new("key"));
        let config = Command::new("config").subcommand(set);
        let root = Command::new("line")
            .args([folder, quiet])
            .subcommand(config)
            .subcommand(Command::new("list").arg(Arg::new("limit").long("limit")));
        for (line, expected) in [
            ("line", ""),
            ("line lst", ""),
            ("line --dir list", ""),
            ("line --dir=x list", "list"),
            ("line -d list config --quiet set list", "config set"),
            ("line config put", "config"),
            ("line list --nothing set", "list"),
            ("line -- list", ""),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(commands_of(&root, &words).join(" "), expected, "{line}");
        }
    }
}
