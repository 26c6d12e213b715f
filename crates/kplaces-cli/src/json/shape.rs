//! Which command answers in which shape.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{
    BackupJson, BackupsJson, BegunFileJson, ChangedSettingJson, CheckJson, CheckedFileJson,
    DoctorJson, EditionJson, EraseReportJson, ExportJson, ExtractJson, FailedJson, ImportCheckJson,
    ImportedJson, LastChangesJson, ListedSettingJson, LogJson, LoginJson, LogoutJson, MapEndedJson,
    MapJson, NetworkJson, OddJson, PageJson, PathsJson, PlacesJson, PlannedJson, ProfileJson,
    RemovedJson, ReportedJson, RestoredJson, ScriptJson, SettingJson, StatusJson, SyncJson,
    VerifiedJson, WrittenJson,
};
use kplaces_privacy::Document;

/// What a command answers with `--json`: one of some types. Its schema is made of the types that are
/// serialized, and only when somebody asks: a program that does not has none of it.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The command, as it is typed: `backup list`. `error` is for all of them.
    pub command: &'static str,
    forms: &'static [Form],
}

/// The schema of a type, in the terms of a generator.
pub type Form = fn(&mut SchemaGenerator) -> Schema;

/// The form of a type.
pub fn form<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// The common commands.
pub const SHAPES: &[Shape] = &[
    Shape::new("error", &[form::<FailedJson<'_>>]),
    Shape::new("login", &[form::<LoginJson>, form::<CheckJson>]),
    Shape::new("logout", &[form::<LogoutJson>]),
    Shape::new("sync", &[form::<SyncJson>]),
    Shape::new("list", &[form::<PlacesJson>, form::<OddJson>]),
    Shape::new("show", &[form::<PlacesJson>]),
    Shape::new("find", &[form::<PlacesJson>]),
    Shape::new("near", &[form::<PlacesJson>]),
    Shape::new("export", &[form::<ExportJson>, form::<Vec<ProfileJson>>]),
    Shape::new("import-check", &[form::<ImportCheckJson>]),
    Shape::new("open", &[form::<MapJson<'_>>, form::<MapEndedJson>]),
    Shape::new("map", &[form::<MapJson<'_>>, form::<MapEndedJson>]),
    Shape::new("map install", &[form::<PlannedJson>]),
    Shape::new("map remove", &[form::<RemovedJson>]),
    Shape::new("status", &[form::<StatusJson>]),
    Shape::new("log", &[form::<LogJson>, form::<LastChangesJson>]),
    Shape::new("backup create", &[form::<BackupJson>]),
    Shape::new("backup list", &[form::<BackupsJson>]),
    Shape::new("backup verify", &[form::<VerifiedJson>]),
    Shape::new("backup restore", &[form::<RestoredJson>]),
    Shape::new("backup import", &[form::<ImportedJson>]),
    Shape::new(
        "privacy statement",
        &[form::<Document>, form::<WrittenJson>],
    ),
    Shape::new("privacy record", &[form::<Document>, form::<WrittenJson>]),
    Shape::new("privacy network", &[form::<NetworkJson>]),
    Shape::new("privacy report", &[form::<ReportedJson>]),
    Shape::new("privacy extract", &[form::<ExtractJson>]),
    Shape::new("privacy erase", &[form::<EraseReportJson>]),
    Shape::new("doctor", &[form::<DoctorJson<'_>>]),
    Shape::new("edition", &[form::<EditionJson>]),
    Shape::new("config list", &[form::<Vec<ListedSettingJson>>]),
    Shape::new("config show", &[form::<Vec<SettingJson<'_>>>]),
    Shape::new("config check", &[form::<CheckedFileJson>]),
    Shape::new("config init", &[form::<BegunFileJson>]),
    Shape::new("config set", &[form::<ChangedSettingJson>]),
    Shape::new("config unset", &[form::<ChangedSettingJson>]),
    Shape::new("config path", &[form::<PathsJson>]),
    Shape::new("completions", &[form::<ScriptJson<'_>>]),
    // With `--dir`: the names of the files.
    Shape::new("man", &[form::<PageJson<'_>>, form::<Vec<String>>]),
];

impl Shape {
    /// The answer of a command is one of these.
    pub const fn new(command: &'static str, forms: &'static [Form]) -> Self {
        Self { command, forms }
    }

    /// Its JSON Schema, draft 2020-12.
    pub fn schema(&self) -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let mut generator = settings.into_generator();
        let mut forms: Vec<Value> = Vec::new();
        for form in self.forms {
            forms.push(form(&mut generator).to_value());
        }
        let mut types = generator.take_definitions(true);
        let mut schema = match &forms[..] {
            [one] => inlined(one, &mut types),
            _ => Map::from_iter([("anyOf".to_owned(), forms.into())]),
        };
        let dialect = "https://json-schema.org/draft/2020-12/schema";
        schema.insert("$schema".to_owned(), dialect.into());
        schema.insert("title".to_owned(), self.title().into());
        if !types.is_empty() {
            schema.insert("$defs".to_owned(), types.into());
        }
        let mut schema = Schema::from(schema);
        RecursiveTransform(tidy).transform(&mut schema);
        schema.to_value()
    }

    fn title(&self) -> String {
        match self.command {
            "error" => "What any command says on standard error when it fails".to_owned(),
            command => format!("3kplaces {command} --json"),
        }
    }
}

/// The only form itself, in place of a reference to it.
fn inlined(form: &Value, types: &mut Map<String, Value>) -> Map<String, Value> {
    let name = form["$ref"].as_str().and_then(|it| it.strip_prefix(TYPES));
    let found = match name.and_then(|name| types.remove(name)) {
        Some(found) => found,
        None => form.clone(),
    };
    match found {
        Value::Object(schema) => schema,
        other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
    }
}

const TYPES: &str = "#/$defs/";

/// Takes the ending of our types off their names, since in a schema everything is JSON, and puts what they
/// say on one line.
fn tidy(schema: &mut Schema) {
    let short = |name: &str| name.trim_end_matches("Json").to_owned();
    if let Some(Value::String(words)) = schema.get_mut("description") {
        *words = words.replace('\n', " ");
    }
    if let Some(Value::String(name)) = schema.get_mut("$ref") {
        *name = short(name);
    }
    if let Some(Value::Object(types)) = schema.get_mut("$defs") {
        let long = std::mem::take(types).into_iter();
        types.extend(long.map(|(name, schema)| (short(&name), schema)));
    }
}
