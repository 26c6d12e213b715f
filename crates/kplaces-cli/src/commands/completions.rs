//! What a shell needs to complete our commands. Of values some are fixed; the groups of a device change with each
//! sync, so the shell asks the program for them.

use clap::Command;
use clap::builder::{PossibleValuesParser, Resettable};
use clap_complete::Shell;
use kplaces_config::SettingKey;
use kplaces_device::Product;
use kplaces_domain::Colour;
use kplaces_edition::Feature;

use crate::args::Completions;
use crate::json::ScriptJson;
use crate::{Output, Session};

/// Stands for the groups in a script until the call that lists them takes its place.
const GROUPS: &str = "3KPLACES_GROUPS";

/// Bash offers words as they are typed: with what its own quoting needs.
const BASH: &str = r#"
_3kplaces_groups() {
    local name typed="${1//\\/}"
    typed="${typed#[\"\']}"
    COMPREPLY=()
    while IFS= read -r name; do
        case "${1:0:1}" in
            [\"\']) [[ "$name" == "$typed"* ]] && COMPREPLY+=("$name") ;;
            *) [[ "$name" == "$typed"* ]] && COMPREPLY+=("$(printf '%q' "$name")") ;;
        esac
    done < <(3kplaces groups --names 2>/dev/null)
}
"#;

const ZSH: &str = r#"(( $+functions[_3kplaces_groups] )) ||
_3kplaces_groups() {
    local -a names
    names=("${(@f)$(3kplaces groups --names 2>/dev/null)}")
    compadd -a names
}

"#;

/// Where the script of zsh begins to be used.
const ZSH_END: &str = "if [ \"$funcstack[1]\"";

/// What a shell needs to complete our commands.
pub(super) fn completions(session: &Session, command: &Command, arguments: &Completions) -> Output {
    let script = script(session.product(), command, arguments.shell);
    Output::of(
        script,
        |script, _| script.clone(),
        |script| serde_json::to_value(ScriptJson { script }),
    )
}

/// The script of a shell for a command line.
fn script(product: &Product, command: &Command, shell: Shell) -> String {
    let mut command = with_values(product, offered(command));
    if product.policy.has(Feature::GroupList) && asks_for_groups(shell) {
        command = with_groups(command);
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "3kplaces", &mut script);
    asking_for_groups(&String::from_utf8_lossy(&script), shell)
}

/// The command line without what is hidden: the library hides nothing from a script. What arguments say of each other is
/// for who reads a line, not for who completes one.
fn offered(command: &Command) -> Command {
    let arguments = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let arguments = arguments.map(|arg| {
        let arg = arg.clone().conflicts_with(Resettable::Reset);
        arg.requires(Resettable::Reset)
    });
    let subcommands = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    // The library takes names that stay; the process ends with the script.
    let name: &'static str = command.get_name().to_owned().leak();
    let mut plain = Command::new(name)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .args(arguments)
        .subcommands(subcommands.map(offered));
    if command.get_version().is_some() {
        plain = plain.version(env!("CARGO_PKG_VERSION"));
    }
    if let Some(about) = command.get_about() {
        plain = plain.about(about.clone());
    }
    plain
}

/// The command line with the values that a shell can offer: export profiles of this edition, colours, settings.
fn with_values(product: &Product, command: Command) -> Command {
    let profiles = product.exporters.iter();
    let profiles: Vec<&str> = profiles.map(|exporter| exporter.id).collect();
    let colours: Vec<&str> = Colour::known_names().collect();
    let policy = &product.policy;
    let keys = SettingKey::all().filter(|key| key.feature().is_none_or(|it| policy.has(it)));
    let keys: Vec<&str> = keys.map(SettingKey::name).collect();
    let offers = |command: Command, arg: &'static str, values: &[&'static str]| {
        command.mut_arg(arg, |arg| {
            arg.value_parser(PossibleValuesParser::new(values.to_vec()))
        })
    };
    command
        .mut_subcommand("export", |export| offers(export, "profile", &profiles))
        .mut_subcommand("import-check", |check| offers(check, "profile", &profiles))
        .mut_subcommand("list", |list| offers(list, "colour", &colours))
        .mut_subcommand("config", |config| {
            config
                .mut_subcommand("set", |set| offers(set, "key", &keys))
                .mut_subcommand("unset", |unset| offers(unset, "key", &keys))
        })
}

/// The same with a mark wherever a group is asked for.
fn with_groups(command: Command) -> Command {
    command.mut_subcommands(|sub| {
        let has_groups = sub
            .get_arguments()
            .any(|arg| arg.get_long() == Some("group"));
        let sub = with_groups(sub);
        if !has_groups {
            return sub;
        }
        sub.mut_arg("groups", |arg| {
            arg.value_parser(PossibleValuesParser::new([GROUPS]))
        })
    })
}

/// Whether the script of this shell can ask the program.
fn asks_for_groups(shell: Shell) -> bool {
    matches!(shell, Shell::Bash | Shell::Zsh | Shell::Fish)
}

/// The script with calls in the place of the marks.
fn asking_for_groups(script: &str, shell: Shell) -> String {
    if !script.contains(GROUPS) {
        return script.to_owned();
    }
    match shell {
        Shell::Bash => {
            let marked = format!("COMPREPLY=($(compgen -W \"{GROUPS}\" -- \"${{cur}}\"))");
            script.replace(&marked, "_3kplaces_groups \"${cur}\"") + BASH
        }
        Shell::Zsh => script
            .replace(&format!("({GROUPS})"), "_3kplaces_groups")
            .replacen(ZSH_END, &format!("{ZSH}{ZSH_END}"), 1),
        _ => script.replace(
            &format!("\"{GROUPS}\\t''\""),
            "\"(3kplaces groups --names 2>/dev/null)\"",
        ),
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;
    use kplaces_text::Language;

    use super::*;
    use crate::command_line::{own, tests::basic};
    use crate::commands::manual::page;

    /// Commands with their paths, and what they hide.
    fn hiding(command: &Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
        let hidden = command.get_arguments().filter(|arg| arg.is_hide_set());
        let hidden = hidden.filter_map(|arg| arg.get_long().map(str::to_owned));
        found.push((path.to_owned(), hidden.collect()));
        for sub in command.get_subcommands() {
            hiding(sub, format!("{path} {}", sub.get_name()).trim(), found);
        }
    }

    fn at<'a>(command: &'a Command, path: &str) -> &'a Command {
        path.split_whitespace().fold(command, |command, name| {
            command.find_subcommand(name).unwrap()
        })
    }

    /// The script for this command alone, as words.
    fn alone(command: &Command, path: &str, shell: Shell) -> String {
        let mut command = offered(at(command, path)).name("3kplaces");
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, "3kplaces", &mut script);
        String::from_utf8(script).unwrap()
    }

    fn has_option(text: &str, option: &str) -> bool {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let text = text.replace("\\-", "-");
        let longs = [format!("--{option}"), format!("-l {option}")];
        longs.iter().any(|long| {
            text.match_indices(long)
                .any(|(at, _)| !text[at + long.len()..].starts_with(is_name))
        })
    }

    #[test]
    fn no_option_that_basic_lacks_is_in_a_script_a_page_or_a_help() {
        let product = basic();
        for language in Language::all() {
            let command = own(&product, &Vec::new(), language);
            let mut built = command.clone();
            built.build();
            let mut all = Vec::new();
            hiding(&command, "", &mut all);
            let hidden: Vec<(&str, &str)> = all
                .iter()
                .flat_map(|(path, names)| names.iter().map(|name| (path.as_str(), name.as_str())))
                .collect();
            assert_eq!(
                hidden,
                [
                    ("", "tenant"),
                    ("sync", "group"),
                    ("sync", "scheduled"),
                    ("list", "group"),
                    ("export", "group"),
                    ("import-check", "group"),
                ]
            );
            for (path, name) in hidden {
                for shell in Shell::value_variants() {
                    let script = alone(&command, path, *shell);
                    assert!(!has_option(&script, name), "{shell}: {path} --{name}");
                }
                let own = at(&built, path);
                let page = page(own, "3kplaces", language).unwrap();
                let page = String::from_utf8(page).unwrap();
                assert!(!has_option(&page, name), "page of {path}: --{name}");
                let help = own.clone().render_long_help().to_string();
                assert!(!has_option(&help, name), "help of {path}: --{name}");
            }
        }
    }

    #[test]
    fn every_option_that_is_not_hidden_is_in_the_scripts() {
        let command = own(&basic(), &Vec::new(), Language::English);
        let mut all = Vec::new();
        hiding(&command, "", &mut all);
        for (path, _) in all {
            let shown = at(&command, &path).get_arguments();
            let shown = shown.filter(|arg| !arg.is_hide_set());
            for name in shown.filter_map(clap::Arg::get_long) {
                for shell in Shell::value_variants() {
                    let script = alone(&command, &path, *shell);
                    assert!(has_option(&script, name), "{shell}: {path} --{name}");
                }
            }
        }
    }

    #[test]
    fn what_other_editions_have_is_said_in_the_help_of_no_option_that_basic_shows() {
        let command = own(&basic(), &Vec::new(), Language::English);
        let mut open = vec![&command];
        while let Some(command) = open.pop() {
            open.extend(command.get_subcommands());
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let is_foreign =
                    help.contains("(Pro and Enterprise") || help.contains("(Enterprise");
                assert!(!is_foreign, "{}: {help}", command.get_name());
            }
        }
    }
}
