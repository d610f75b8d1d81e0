//! Small things that stand on many pages: a team's name with its crest, an instant.

use crate::words;
use league::League;
use league::ids::TeamId;
use league::units::UnixMillis;

/// A team wherever it is named.
#[derive(Clone, Debug)]
pub(crate) struct TeamTag {
    /// Full name.
    pub(crate) name: String,
    /// Short name.
    pub(crate) nickname: String,
    /// What stands before the short name in the full one; empty when there is nothing.
    pub(crate) place: String,
    /// Capital letters.
    pub(crate) code: String,
    /// Its page.
    pub(crate) href: String,
    /// Hue of its ink.
    pub(crate) hue: u16,
    /// Pattern of its crest.
    pub(crate) crest: &'static str,
    /// Name in addresses.
    pub(crate) slug: String,
}

/// Patterns of crests, by team: with the hue they tell any two teams apart without colour.
const CRESTS: [&str; 5] = ["stripe", "chevron", "dot", "check", "solid"];

impl TeamTag {
    /// The team's tag in the league at `base`.
    pub(crate) fn of(league: &League, base: &str, id: TeamId) -> Self {
        let team = league.team(id);
        let place = team.name.strip_suffix(&team.nickname).unwrap_or("").to_owned();
        Self {
            name: team.name.clone(),
            nickname: team.nickname.clone(),
            place,
            code: team.code.clone(),
            href: format!("{base}/teams/{}", team.slug),
            hue: team.ink.hue(),
            crest: CRESTS[usize::from(id.0) % CRESTS.len()],
            slug: team.slug.clone(),
        }
    }
}

/// An instant: for programs and for readers without script.
#[derive(Clone, Debug)]
pub(crate) struct TimeTag {
    /// `2026-11-20T12:00:00Z`.
    pub(crate) iso: String,
    /// `Fri 20 Nov, 12:00 UTC`.
    pub(crate) text: String,
}

impl From<UnixMillis> for TimeTag {
    fn from(at: UnixMillis) -> Self {
        Self { iso: words::iso(at), text: words::date(at) }
    }
}
