//! Launch agents for macOS.

use std::path::PathBuf;

use super::{Start, Unfit, configuration, path_text, plain};
use crate::Device;

/// The user's folder of launch agents.
pub fn folder(device: &Device) -> PathBuf {
    let config = configuration(device);
    // ~/.config/3kplaces is two below the home folder.
    config
        .parent()
        .unwrap_or(config)
        .join("Library/LaunchAgents")
}

/// What puts an agent into effect.
pub fn enable(agent: &std::path::Path) -> String {
    format!("launchctl bootstrap gui/$(id -u) \"{}\"", agent.display())
}

/// The property list of an agent. `origin` is a comment, `when` are the keys that say when it starts.
pub fn agent(label: &str, origin: &str, start: &Start, when: &str) -> Result<String, Unfit> {
    let mut words = format!("    <string>{}</string>\n", xml(path_text(&start.program)?));
    for argument in &start.arguments {
        words.push_str(&format!("    <string>{}</string>\n", xml(plain(argument)?)));
    }
    let environment = environment(&start.environment)?;
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!-- {origin} -->\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{label}</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{words}  </array>\n{environment}{when}  \
         <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    ))
}

fn environment(variables: &[(String, String)]) -> Result<String, Unfit> {
    if variables.is_empty() {
        return Ok(String::new());
    }
    let mut pairs = String::new();
    for (name, value) in variables {
        let value = xml(plain(value)?);
        pairs.push_str(&format!(
            "    <key>{}</key>\n    <string>{value}</string>\n",
            xml(name)
        ));
    }
    Ok(format!(
        "  <key>EnvironmentVariables</key>\n  <dict>\n{pairs}  </dict>\n"
    ))
}

/// Text between tags.
pub fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
