//! What a shell needs to complete our commands. Of values some are fixed; the groups of a device change with each
//! sync, so the shell asks the program for them.

use clap::Command;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use kplaces_config::SettingKey;
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
pub(super) fn completions(session: &Session, command: Command, arguments: &Completions) -> Output {
    let shell = arguments.shell;
    let policy = &session.product().policy;
    let mut command = with_values(session, command);
    if policy.has(Feature::GroupList) && asks_for_groups(shell) {
        command = with_groups(command);
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "3kplaces", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if !policy.has(Feature::Tenants) {
        script = without_tenant(&script);
    }
    let script = asking_for_groups(&script, shell);
    Output::of(
        script,
        |script, _| script.clone(),
        |script| serde_json::to_value(ScriptJson { script }),
    )
}

/// The command line with the values that a shell can offer: export profiles of this edition, colours, settings.
fn with_values(session: &Session, command: Command) -> Command {
    let profiles = session.product().exporters.iter();
    let profiles: Vec<&str> = profiles.map(|exporter| exporter.id).collect();
    let colours: Vec<&str> = Colour::known_names().collect();
    let policy = &session.product().policy;
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

/// The script of an edition that has no tenants. The option still answers where it is to be had.
fn without_tenant(script: &str) -> String {
    let offers = |line: &str| {
        [
            "--tenant=[",
            " -l tenant ",
            "'--tenant', '--tenant'",
            "cand --tenant ",
        ]
        .iter()
        .any(|offered| line.contains(offered))
    };
    let lines = script.lines().filter(|line| !offers(line));
    lines
        .map(|line| line.replace(" --tenant ", " ") + "\n")
        .collect()
}
