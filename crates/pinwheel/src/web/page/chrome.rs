//! The frame of every page: head, navigation, the strip of scores, foot.

use super::{TeamTag, TimeTag, Visit};
use crate::live;
use crate::web::{Web, assets};
use crate::{ticker, words};
use league::state::Stage;
use league::view::{Card, Status};

/// Which entry of the navigation a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nav {
    Today,
    Games,
    Standings,
    Teams,
    Book,
    Leaders,
    Records,
    Awards,
    History,
    Start,
    Glossary,
    Lab,
    More,
}

/// One game in the strip.
#[derive(Clone, Debug)]
pub(crate) struct StripGame {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) home: String,
    pub(crate) away: String,
    /// Points, unless they are not known or not wanted.
    pub(crate) score: Option<[u16; 2]>,
    pub(crate) state: String,
}

/// A league to change over to.
#[derive(Clone, Debug)]
pub(crate) struct LeagueLink {
    pub(crate) name: String,
    pub(crate) href: String,
    /// The one that this page belongs to.
    pub(crate) chosen: bool,
}

/// The frame of one page. Fields are what `layout.html` prints.
#[derive(Clone, Debug)]
pub(crate) struct Chrome {
    pub(crate) title: String,
    pub(crate) league: String,
    /// Every league of this machine with its page, when there are several.
    pub(crate) leagues: Vec<LeagueLink>,
    /// What was searched for; empty on other pages.
    pub(crate) asked: String,
    pub(crate) demo: bool,
    pub(crate) base: String,
    pub(crate) assets: &'static str,
    pub(crate) theme: Option<&'static str>,
    pub(crate) hide_scores: bool,
    pub(crate) nav: Nav,
    /// Topics of the page's stream; empty for none.
    pub(crate) topics: String,
    /// Position that the page shows.
    pub(crate) event_id: String,
    /// Messages after which the script loads the page anew.
    pub(crate) refresh: &'static str,
    /// Without script the page loads itself anew.
    pub(crate) reload: bool,
    pub(crate) strip: Vec<StripGame>,
    /// What the clock does next: `Next round`, between seasons `Next season`.
    pub(crate) next_name: &'static str,
    /// When.
    pub(crate) next: Option<TimeTag>,
    /// The game in the strip that the page is about; empty for none.
    pub(crate) game: String,
    /// For search engines and previews of links.
    pub(crate) description: String,
    /// Address of a picture of the page; empty for none.
    pub(crate) image: String,
    /// Why nothing can be stored, when nothing can.
    pub(crate) trouble: Option<String>,
}

impl Chrome {
    pub(super) fn of(visit: &Visit, web: &Web, nav: Nav, title: &str) -> Self {
        let now = &visit.now;
        let at = visit.at;
        let event_id = live::position_at(now, at).to_string();
        let league = now.state.league();
        let base = visit.here.base.clone();
        let strip = visit.view().map_or_else(Vec::new, |view| {
            view.latest_games().iter().map(|it| strip_game(visit, it)).collect()
        });
        Self {
            title: title.to_owned(),
            league: league.map_or_else(String::new, |it| it.spec.name.clone()),
            leagues: leagues(visit, web),
            asked: String::new(),
            demo: league.is_some_and(|it| it.spec.demo),
            assets: &assets::FOLDER,
            theme: visit.theme,
            hide_scores: visit.hide_scores,
            nav,
            topics: "scores".to_owned(),
            event_id,
            refresh: "",
            reload: false,
            strip,
            next: league.and_then(|it| ticker::next_tip_off(it, at)).map(TimeTag::from),
            next_name: match visit.view().map(|it| it.stage()) {
                Some(Stage::Offseason) => "Next season",
                _ => "Next round",
            },
            game: String::new(),
            description: "A league of simulated 3-on-3 basketball that plays by itself, live."
                .to_owned(),
            image: String::new(),
            trouble: web.app.trouble(),
            base,
        }
    }

    /// The navigation's mark for the current entry.
    pub(crate) fn current(&self, nav: Nav) -> &'static str {
        if self.nav == nav { " aria-current=\"page\"" } else { "" }
    }
}

/// The leagues of this machine, unless there is only one.
fn leagues(visit: &Visit, web: &Web) -> Vec<LeagueLink> {
    if web.app.leagues().len() < 2 {
        return Vec::new();
    }
    let here = &visit.here.hosted.director.slug;
    let link = |it: &std::sync::Arc<crate::app::Hosted>| {
        let slug = &it.director.slug;
        let now = it.director.now();
        let name = now.state.league().map_or_else(|| slug.clone(), |it| it.spec.name.clone());
        LeagueLink { name, href: format!("/l/{slug}/"), chosen: slug == here }
    };
    web.app.leagues().iter().map(link).collect()
}

fn strip_game(visit: &Visit, card: &Card) -> StripGame {
    let league = visit.now.state.league();
    let code = |id| league.map_or_else(String::new, |it| TeamTag::of(it, "", id).code);
    let state = match &card.status {
        Status::Scheduled => "Soon".to_owned(),
        Status::Live(moment) => {
            league.map_or_else(String::new, |it| words::phase(&it.rules, moment.period))
        }
        Status::Final { .. } => "Final".to_owned(),
    };
    StripGame {
        id: card.id.to_string(),
        href: format!("{}/games/{}", visit.here.base, card.id),
        home: code(card.home),
        away: code(card.away),
        score: card.status.score().filter(|_| !visit.hide_scores),
        state,
    }
}
