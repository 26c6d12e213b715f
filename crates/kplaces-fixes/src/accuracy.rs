/// How far off a fix may be in nineteen of twenty cases, in metres, where the satellites stand as well as a HDOP of 1 says.
///
/// A judgement: receivers of today are off by some 2 m on each axis (one deviation) under open sky.
const OF_ONE_M: f64 = 5.0;

/// The accuracy that a horizontal dilution of precision stands for, in metres.
pub(crate) fn of_hdop(hdop: f64) -> Option<f64> {
    (hdop.is_finite() && hdop > 0.0).then_some(hdop * OF_ONE_M)
}
