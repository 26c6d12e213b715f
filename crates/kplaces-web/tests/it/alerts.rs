//! Where the device is comes from one page, and what is near is told to that page.

use async_trait::async_trait;
use kplaces_app::App;
use kplaces_device::{
    Approach, Approaches, CliError, Device, PositionSource, Receiver, Reception, Watch,
};
use kplaces_domain::{Fix, Position};
use kplaces_text::{Text, text};
use serde_json::{Value, json};

use crate::Running;
use crate::home::{Edition, Home};
use crate::running::Reply;

/// Tells of one place at every position, with the speed for a distance.
#[derive(Debug)]
pub(crate) struct Bell;

#[derive(Debug)]
struct Ringing {
    interruptions: u64,
    doubts: Vec<Text>,
}

#[async_trait]
impl Approaches for Bell {
    async fn watch(&self, _: &Device, _: &App) -> Result<Box<dyn Watch>, CliError> {
        Ok(Box::new(Ringing {
            interruptions: 0,
            doubts: vec![text!("rule 1 is for nobody", "Regel 1 gilt niemandem")],
        }))
    }

    fn check(&self, _: &str, _: &[String]) -> Result<(), CliError> {
        Ok(())
    }

    fn source(&self, _: &Device) -> Option<PositionSource> {
        None
    }

    async fn receiver(&self, _: &Device) -> Result<Option<Box<dyn Receiver>>, CliError> {
        let north = |degrees| Position::from_degrees(degrees, 9.99).map_err(CliError::internal);
        let first = Fix {
            speed_mps: Some(13.9),
            ..Fix::new(1_000, north(48.4)?)
        };
        let fixes = [first, Fix::new(2_000, north(48.5)?)];
        Ok(Some(Box::new(Speaking(fixes.to_vec()))))
    }
}

/// A receiver that says these positions, and then is searching.
#[derive(Debug)]
struct Speaking(Vec<Fix>);

#[async_trait]
impl Receiver for Speaking {
    async fn next(&mut self) -> Option<Reception> {
        if self.0.is_empty() {
            std::future::pending::<()>().await;
        }
        Some(Reception::Fix(self.0.remove(0)))
    }
}

#[async_trait]
impl Watch for Ringing {
    async fn renew(&mut self, app: &App) -> Result<(), CliError> {
        app.revision().await?;
        Ok(())
    }

    fn interrupt(&mut self) {
        self.interruptions += 1;
    }

    async fn fix(&mut self, _: &App, fix: &Fix) -> Result<Vec<Approach>, CliError> {
        Ok(vec![Approach {
            event: "approaching",
            key: "1-1".to_owned(),
            name: "Depot Nord".to_owned(),
            to_circle_m: fix.speed_mps.unwrap_or(-1.0),
            side: fix.course_deg.map(|_| "ahead"),
        }])
    }

    fn places(&self) -> u64 {
        10 + self.interruptions
    }

    fn doubts(&self) -> &[Text] {
        &self.doubts
    }
}

fn fix() -> Value {
    json!({"time": 1_767_225_600_000_u64, "lat": 48.4, "lon": 9.99, "accuracy": 5.0, "speed": 13.9, "heading": 90.0})
}

fn send(map: &Running, page: &str, fix: &Value) -> (u16, Value) {
    let Reply { status, body, .. } =
        map.post("/api/fix", &json!({"page": page, "fix": fix}).to_string());
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[test]
fn a_page_that_says_where_it_is_is_told_what_is_near() {
    let map = Running::with(Vec::new());
    assert_eq!(map.json("/api/facts")["features"]["alerts"], true);
    let told = json!({
        "places": 10, "elsewhere": false,
        "told": [{"event": "approaching", "key": "1-1", "name": "Depot Nord", "metres": 13.9, "side": "ahead"}],
        "doubts": ["rule 1 is for nobody"],
    });
    assert_eq!(send(&map, "a", &fix()), (200, told));
    let mut bare = fix();
    for unknown in ["accuracy", "speed", "heading"] {
        bare[unknown] = Value::Null;
    }
    let (status, bare) = send(&map, "a", &bare);
    assert_eq!((status, &bare["told"][0]["metres"]), (200, &json!(-1.0)));
    let body = json!({"page": "a", "fix": fix()}).to_string();
    let german: Value = serde_json::from_slice(&map.post("/api/fix?lang=de", &body).body).unwrap();
    assert_eq!(german["doubts"], json!(["Regel 1 gilt niemandem"]));
}

#[test]
fn alerts_are_told_once_of_two_pages() {
    let map = Running::with(Vec::new());
    assert_eq!(send(&map, "a", &fix()).1["elsewhere"], false);
    let (status, other) = send(&map, "b", &fix());
    assert_eq!(status, 200);
    assert_eq!(
        other,
        json!({"places": 0, "elsewhere": true, "told": [], "doubts": []}),
        "the first one has it"
    );
    // One that does not watch ends nothing.
    send(&map, "b", &Value::Null);
    assert_eq!(send(&map, "b", &fix()).1["elsewhere"], true);
    send(&map, "a", &Value::Null);
    assert_eq!(send(&map, "b", &fix()).1["elsewhere"], false);
    assert_eq!(send(&map, "a", &fix()).1["elsewhere"], true);
}

#[test]
fn what_is_no_position_is_none() {
    let map = Running::with(Vec::new());
    for odd in [
        "",
        "null",
        "{}",
        r#"{"page":"a","fix":{}}"#,
        r#"{"page":"a","fix":{"time":1,"lat":1,"lon":1},"more":1}"#,
        r#"{"page":"a","fix":{"time":1,"lat":"48","lon":1}}"#,
    ] {
        assert_eq!(map.post("/api/fix", odd).status, 400, "{odd}");
    }
    for (lat, lon, speed) in [(91.0, 0.0, 1.0), (0.0, 181.0, 1.0)] {
        let mut fix = fix();
        (fix["lat"], fix["lon"], fix["speed"]) = (json!(lat), json!(lon), json!(speed));
        assert_eq!(send(&map, "a", &fix).1["told"], json!([]), "{lat} {lon}");
    }
    let mut odd = fix();
    (odd["speed"], odd["heading"]) = (json!(-3.0), json!(1e300));
    let told = send(&map, "a", &odd).1["told"][0].clone();
    assert_eq!(
        (&told["metres"], &told["side"]),
        (&json!(-1.0), &Value::Null)
    );
}

#[test]
fn an_edition_without_alerts_says_so() {
    let map = Running::on(Home::of(Edition::Basic), Vec::new());
    assert_eq!(map.json("/api/facts")["features"]["alerts"], false);
    let (status, refused) = send(&map, "a", &fix());
    assert_eq!(
        (status, &refused["error"]["kind"]),
        (404, &"edition".into())
    );
}

#[test]
fn a_place_that_is_hushed_for_today_is_told_to_no_page_until_then() {
    let map = Running::with(Vec::new());
    let told = |page: &str, fix: &Value| send(&map, page, fix).1["told"].as_array().map(Vec::len);
    assert_eq!(told("a", &fix()), Some(1));
    let time = fix()["time"].as_u64().unwrap();
    let hush = json!({"page": "a", "fix": null, "hush": {"key": "1-1", "until": time + 3_600_000}});
    assert_eq!(map.post("/api/fix", &hush.to_string()).status, 200);
    assert_eq!(told("a", &fix()), Some(0));
    // The page goes, and another one comes.
    assert_eq!(send(&map, "a", &Value::Null).0, 200);
    assert_eq!(told("b", &fix()), Some(0));
    let mut tomorrow = fix();
    tomorrow["time"] = json!(time + 3_600_000);
    assert_eq!(told("b", &tomorrow), Some(1));
}

#[test]
fn a_receiver_of_the_device_is_heard_by_a_page_that_asks() {
    let map = Running::with(Vec::new());
    let ask = |after: u64| {
        let Reply { status, body, .. } =
            map.post("/api/receiver", &json!({ "after": after }).to_string());
        assert_eq!(status, 200);
        serde_json::from_slice::<Value>(&body).unwrap()
    };
    let mut heard = ask(0);
    // Whatever it has said meanwhile, the last position counts.
    while heard["number"] != 2 {
        heard = ask(heard["number"].as_u64().unwrap());
    }
    assert_eq!(heard["state"], "here");
    assert_eq!(heard["fix"]["lat"], 48.5);
    assert_eq!(heard["fix"]["time"], 2_000);
    // Nobody is kept waiting for ever.
    assert_eq!(ask(2), heard);
    let other = map.post("/api/receiver", "{}").status;
    assert_eq!(other, 400);
    assert_eq!(map.get("/api/receiver").status, 405);
}
