//! Numbers, sizes and lengths, as each language writes them.

use std::time::Duration;

use crate::Language;

impl Language {
    /// One of two, English first.
    pub fn pick<T>(self, english: T, german: T) -> T {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }

    /// `1,840`, `1.840`
    pub fn number(self, number: u64) -> String {
        let mark = self.pick(',', '.');
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(digit);
        }
        out
    }

    /// `8.5`, `8,5`: with so many digits behind the mark.
    pub fn decimal(self, number: f64, digits: usize) -> String {
        let number = format!("{number:.digits$}");
        self.pick(number.clone(), number.replace('.', ","))
    }

    /// `1 place`, `1,840 places`, `1.840 Orte`: one and many, in English and in German.
    pub fn count(self, n: u64, english: [&str; 2], german: [&str; 2]) -> String {
        let [one, many] = self.pick(english, german);
        format!("{} {}", self.number(n), if n == 1 { one } else { many })
    }

    /// `a, b and c`, `a, b und c`
    pub fn list(self, items: &[impl AsRef<str>]) -> String {
        let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
        match items.split_last() {
            None => String::new(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => {
                format!("{} {} {last}", rest.join(", "), self.pick("and", "und"))
            }
        }
    }

    /// `850 m`, `1.2 km`, `504 km`
    pub fn distance(self, metres: f64) -> String {
        match metres {
            m if m < 999.5 => format!("{m:.0} m"),
            m if m < 9_950.0 => format!("{} km", self.decimal(m / 1000.0, 1)),
            m => format!("{} km", self.number((m / 1000.0).round() as u64)),
        }
    }

    /// `92.1 KiB`, `92,1 KiB`
    pub fn bytes(self, bytes: u64) -> String {
        match bytes {
            b if b < 1024 => self.count(b, ["byte", "bytes"], ["Byte", "Byte"]),
            b if b < 1024 * 1024 => format!("{} KiB", self.decimal(b as f64 / 1024.0, 1)),
            b => format!("{} MiB", self.decimal(b as f64 / 1_048_576.0, 1)),
        }
    }

    /// `0.4 s`, `2 min 5 s`
    pub fn duration(self, duration: Duration) -> String {
        let seconds = duration.as_secs();
        if seconds < 60 {
            format!("{} s", self.decimal(duration.as_secs_f64(), 1))
        } else {
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }

    /// `42 s`, `2 min 5 s`: what is left of a wait, in whole seconds, rounded up.
    pub fn wait(self, left: Duration) -> String {
        let seconds = (left + Duration::from_millis(999)).as_secs();
        if seconds < 60 {
            format!("{seconds} s")
        } else {
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }

    /// `5 minutes`, `3 Tage`: a stretch of time in its largest unit.
    pub fn stretch(self, duration: Duration) -> String {
        match duration.as_secs() {
            s if s < 60 => self.count(s, ["second", "seconds"], ["Sekunde", "Sekunden"]),
            s if s < 3600 => self.count(s / 60, ["minute", "minutes"], ["Minute", "Minuten"]),
            s if s < 86_400 => self.count(s / 3600, ["hour", "hours"], ["Stunde", "Stunden"]),
            s => self.count(s / 86_400, ["day", "days"], ["Tag", "Tage"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn figures_read_well() {
        assert_eq!(
            [0, 999, 1840, 1_000_000].map(|n| English.number(n)),
            ["0", "999", "1,840", "1,000,000"]
        );
        assert_eq!(German.number(1_000_000), "1.000.000");
        let distances = [
            0.4,
            849.6,
            999.6,
            1_234.0,
            9_949.0,
            9_951.0,
            503_900.0,
            20_015_000.0,
        ];
        assert_eq!(
            distances.map(|m| English.distance(m)),
            [
                "0 m",
                "850 m",
                "1.0 km",
                "1.2 km",
                "9.9 km",
                "10 km",
                "504 km",
                "20,015 km"
            ]
        );
        assert_eq!(German.distance(1_234.0), "1,2 km");
        assert_eq!(
            [1, 94_310, 1 << 30].map(|b| English.bytes(b)),
            ["1 byte", "92.1 KiB", "1024.0 MiB"]
        );
        assert_eq!([1, 94_310].map(|b| German.bytes(b)), ["1 Byte", "92,1 KiB"]);
        assert_eq!(English.duration(Duration::from_millis(62_500)), "1 min 2 s");
        assert_eq!(German.duration(Duration::from_millis(400)), "0,4 s");
    }

    #[test]
    fn lists_end_with_a_word() {
        assert_eq!(German.list(&["a", "b", "c"]), "a, b und c");
        assert_eq!(English.list(&["a", "b"]), "a and b");
        assert_eq!(English.list(&["a"]), "a");
        assert_eq!(English.list(&[""; 0]), "");
    }

    #[test]
    fn one_is_not_many() {
        let places =
            |language: Language, n| language.count(n, ["place", "places"], ["Ort", "Orte"]);
        assert_eq!(places(English, 1), "1 place");
        assert_eq!(places(German, 1840), "1.840 Orte");
    }
}
