//! Preview tickets: for some hours, whoever has one may see a plugin's draft, without a credential. An editor shows the
//! draft in a frame, and a browser sends no header of the editor's choice with what a frame asks for.
//!
//! A ticket stands where a version stands, `preview-{end}{tag}`: the hour at which it ends, counted from 1970, and 120
//! bits of HMAC-SHA256 over that hour and the plugin, both in base 32. Nothing of it is stored: every node that has the
//! key can judge it, and nobody can take it back before its time. Tickets that are made within one hour are the same,
//! so that opening an editor often gives a draft no new addresses.

use aws_lc_rs::{constant_time::verify_slices_are_equal, hmac};
use chrono::{DateTime, Utc};

use crate::{PluginId, resolve::normal_label};

/// How many hours a ticket lives, the one in which it is made among them: so half a day at least, which is a day's work
/// for an editor that is left open.
pub const PREVIEW_HOURS: i64 = 13;

/// What every ticket starts with. No semantic version does, and a host name can hold it as it is.
const PREFIX: &str = "preview-";
/// Digits of the hour: enough for three thousand years.
const END_DIGITS: usize = 5;
/// Bytes of the tag: 120 bits, which nobody guesses over a network. In digits they are 24, so that a ticket, `--` and
/// the longest identifier have 61 characters, two less than a label of a host name may.
const TAG_BYTES: usize = 15;
/// Bytes that are a whole number of digits.
const GROUP_BYTES: usize = 5;
/// RFC 4648's digits that sort, in lower case as host names are compared.
const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const SECONDS_PER_HOUR: i64 = 3600;

/// The key that makes and judges tickets: the same on every node of a platform.
#[derive(Clone)]
pub struct PreviewKey(hmac::Key);

/// Leave to see a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewTicket {
    /// What stands in an address where a version stands.
    pub text: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl PreviewKey {
    /// A key from its 32 bytes.
    pub fn new(bytes: [u8; 32]) -> PreviewKey {
        PreviewKey(hmac::Key::new(hmac::HMAC_SHA256, &bytes))
    }

    /// A key that no other process has.
    pub fn generate() -> PreviewKey {
        PreviewKey::new(rand::random())
    }

    /// A ticket to the draft of a plugin. Whether it may be given to whoever asks is for the caller to judge.
    pub fn ticket(&self, plugin: &PluginId, now: DateTime<Utc>) -> PreviewTicket {
        let end = hour(now) + PREVIEW_HOURS;
        let expires_at =
            DateTime::from_timestamp(end * SECONDS_PER_HOUR, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        PreviewTicket { text: self.write(&normal_label(plugin.as_str()), end), expires_at }
    }

    /// Whether a text is a ticket that lets see the draft at this label, spelled in either form, at this time.
    pub fn opens(&self, label: &str, text: &str, now: DateTime<Utc>) -> bool {
        let Some(end) = end_of(text).filter(|end| hour(now) < *end) else { return false };
        // Written anew and compared whole: there is one spelling of a ticket, and no other is read.
        let right = self.write(&normal_label(label), end);
        verify_slices_are_equal(right.as_bytes(), text.as_bytes()).is_ok()
    }

    fn write(&self, label: &str, end: i64) -> String {
        let tag = hmac::sign(&self.0, format!("{label}@{end}").as_bytes());
        let mut text = PREFIX.to_owned();
        push_digits(&mut text, end.cast_unsigned(), END_DIGITS);
        for group in tag.as_ref()[..TAG_BYTES].chunks(GROUP_BYTES) {
            let bits = group.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            push_digits(&mut text, bits, GROUP_BYTES * 8 / 5);
        }
        text
    }
}

impl std::fmt::Debug for PreviewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreviewKey(…)")
    }
}

/// Whether what stands in an address in place of a version is meant to be a ticket, sound or not.
pub fn is_preview(version: &str) -> bool {
    version.starts_with(PREFIX)
}

fn hour(time: DateTime<Utc>) -> i64 {
    time.timestamp().div_euclid(SECONDS_PER_HOUR)
}

/// When a ticket ends, as it says itself.
fn end_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(PREFIX)?.as_bytes().get(..END_DIGITS)?;
    digits.iter().try_fold(0_i64, |number, byte| {
        let digit = DIGITS.iter().position(|digit| digit == byte)?;
        Some((number << 5) | i64::try_from(digit).ok()?)
    })
}

/// Writes the last digits of a number in base 32.
fn push_digits(text: &mut String, number: u64, count: usize) {
    let digit = |place: usize| DIGITS[(number >> (5 * place)) as usize % DIGITS.len()];
    text.extend((0..count).rev().map(|place| char::from(digit(place))));
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        time.parse().unwrap()
    }

    fn plugin(id: &str) -> PluginId {
        id.parse().unwrap()
    }

    #[test]
    fn a_ticket_lives_for_half_a_day_at_least_and_ends_with_an_hour() {
        let key = PreviewKey::new([7; 32]);
        for (made, ends) in [
            ("2026-01-01T12:00:00Z", "2026-01-02T01:00:00Z"),
            ("2026-01-01T12:59:59Z", "2026-01-02T01:00:00Z"),
        ] {
            let ticket = key.ticket(&plugin("SP_1"), at(made));
            assert_eq!(ticket.expires_at, at(ends));
            assert!(key.opens("SP_1", &ticket.text, at(made)));
            assert!(key.opens("sp-1", &ticket.text, at(ends) - TimeDelta::seconds(1)));
            assert!(!key.opens("SP_1", &ticket.text, at(ends)));
        }
    }

    #[test]
    fn a_ticket_fits_into_a_host_name_beside_the_longest_identifier() {
        let ticket = PreviewKey::generate().ticket(&plugin("SP_9223372036854775807"), Utc::now()).text;
        assert_eq!(ticket.len(), 37);
        assert!(
            ticket.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(!ticket.contains("--") && ticket.len() + 2 + PluginId::MAX_LENGTH <= 63);
    }

    #[test]
    fn no_other_text_opens() {
        let (key, now) = (PreviewKey::new([7; 32]), at("2026-01-01T12:00:00Z"));
        let ticket = key.ticket(&plugin("SP_1"), now).text;
        assert!(!key.opens("SP_2", &ticket, now), "another plugin's");
        assert!(!PreviewKey::new([8; 32]).opens("SP_1", &ticket, now), "another platform's");
        // Every other digit at every place, among them those that say when it ends.
        for place in PREFIX.len()..ticket.len() {
            for digit in DIGITS.iter().chain(b"A-_wz") {
                let mut forged = ticket.clone().into_bytes();
                forged[place] = *digit;
                let forged = String::from_utf8(forged).unwrap();
                assert_eq!(key.opens("SP_1", &forged, now), forged == ticket, "{forged}");
            }
        }
        for cut in 0..ticket.len() {
            assert!(!key.opens("SP_1", &ticket[..cut], now), "{cut}");
        }
        for odd in [format!("{ticket}0"), ticket.to_uppercase(), "preview-é234567".into(), "workspace".into()]
        {
            assert!(!key.opens("SP_1", &odd, now), "{odd}");
        }
    }
}
