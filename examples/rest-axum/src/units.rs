//! The units and the arithmetic.

use serde::Serialize;

use crate::error::Error;

/// A unit: `value × factor + offset` is the same amount in the quantity's base unit.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Unit {
    pub(crate) symbol: &'static str,
    name: &'static str,
    quantity: &'static str,
    factor: f64,
    offset: f64,
}

const fn unit(symbol: &'static str, name: &'static str, quantity: &'static str, factor: f64) -> Unit {
    Unit { symbol, name, quantity, factor, offset: 0.0 }
}

pub(crate) const UNITS: &[Unit] = &[
    unit("m", "metre", "length", 1.0),
    unit("km", "kilometre", "length", 1_000.0),
    unit("mi", "mile", "length", 1_609.344),
    unit("ft", "foot", "length", 0.3048),
    unit("里", "market li", "length", 500.0),
    unit("kg", "kilogram", "mass", 1.0),
    unit("lb", "pound", "mass", 0.453_592_37),
    unit("斤", "market jin", "mass", 0.5),
    unit("K", "kelvin", "temperature", 1.0),
    Unit { symbol: "°C", name: "degree Celsius", quantity: "temperature", factor: 1.0, offset: 273.15 },
    Unit {
        symbol: "°F",
        name: "degree Fahrenheit",
        quantity: "temperature",
        factor: 5.0 / 9.0,
        offset: 273.15 - 32.0 * 5.0 / 9.0,
    },
];

pub(crate) fn find(symbol: &str) -> Result<&'static Unit, Error> {
    let found = UNITS.iter().find(|unit| unit.symbol == symbol);
    found.ok_or_else(|| Error::UnknownUnit(symbol.to_owned()))
}

pub(crate) fn convert(value: f64, from: &'static Unit, to: &'static Unit) -> Result<f64, Error> {
    if from.quantity != to.quantity {
        return Err(Error::DifferentQuantities { from: from.symbol, to: to.symbol });
    }
    let converted = (value * from.factor + from.offset - to.offset) / to.factor;
    if converted.is_finite() { Ok(converted) } else { Err(Error::OutOfRange) }
}

/// Rounds to `decimals` places; a value too large to have any is left alone.
pub(crate) fn round(value: f64, decimals: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(decimals));
    let scaled = value * scale;
    if scaled.is_finite() { scaled.round() / scale } else { value }
}
