//! The nearest colour of a few, as the eye sees it.

use kplaces_domain::Rgb;

/// A colour of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swatch {
    /// What the format calls it.
    pub name: &'static str,
    /// What it looks like.
    pub rgb: Rgb,
}

/// The swatch that looks most like `rgb`; the first of equals.
///
/// Nearness is the distance in Oklab (Ottosson 2020, <https://bottosson.github.io/posts/oklab/>):
/// in red, green and blue themselves a dark green is nearer to brown than to green.
pub fn nearest(palette: &'static [Swatch], rgb: Rgb) -> Option<&'static Swatch> {
    let wanted = oklab(rgb);
    let distance = |swatch: &Swatch| {
        let lab = oklab(swatch.rgb);
        (0..3).map(|n| (lab[n] - wanted[n]).powi(2)).sum::<f64>()
    };
    palette
        .iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)))
}

fn oklab(Rgb(red, green, blue): Rgb) -> [f64; 3] {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let rgb = [linear(red), linear(green), linear(blue)];
    let lms = times(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        rgb,
    );
    times(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        lms.map(f64::cbrt),
    )
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    static FLAGS: [Swatch; 3] = [
        Swatch {
            name: "red",
            rgb: Rgb(255, 0, 0),
        },
        Swatch {
            name: "green",
            rgb: Rgb(0, 128, 0),
        },
        Swatch {
            name: "blue",
            rgb: Rgb(0, 0, 255),
        },
    ];

    #[test]
    fn a_colour_of_the_palette_is_nearest_to_itself() {
        for swatch in &FLAGS {
            assert_eq!(nearest(&FLAGS, swatch.rgb), Some(swatch));
        }
        assert_eq!(nearest(&[], Rgb(1, 2, 3)), None);
    }

    #[test]
    fn the_eye_decides_and_not_the_numbers() {
        let name = |rgb| nearest(&FLAGS, rgb).unwrap().name;
        assert_eq!(name(Rgb(0x98, 0xf0, 0x8c)), "green");
        assert_eq!(name(Rgb(0x9b, 0x11, 0x1e)), "red");
        assert_eq!(name(Rgb(0xff, 0x8c, 0x1a)), "red");
        assert_eq!(name(Rgb(0x00, 0x9d, 0xff)), "blue");
        assert_eq!(name(Rgb(0x4b, 0x0f, 0x8a)), "blue");
    }

    #[test]
    fn white_and_black_are_as_published() {
        let white = oklab(Rgb(255, 255, 255));
        assert!((white[0] - 1.0).abs() < 1e-6 && white[1].abs() < 1e-6 && white[2].abs() < 1e-6);
        assert!(oklab(Rgb(0, 0, 0)).iter().all(|part| part.abs() < 1e-9));
        // sRGB red: L 0.628, a 0.225, b 0.126.
        let red = oklab(Rgb(255, 0, 0));
        assert!((red[0] - 0.628).abs() < 1e-3 && (red[1] - 0.225).abs() < 1e-3);
    }
}
