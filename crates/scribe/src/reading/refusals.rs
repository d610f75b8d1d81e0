//! Why texts are refused, and the phrases that give them away.
//!
//! May live here: reasons, alternatives, phrases. Never: looking for them (`guard`).

use super::Outcome;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    Injection,
    Retroactive,
    EqualProtection,
    Unbounded,
    Franchise,
    Log,
    Secret,
    Personal,
    Safety,
}

impl No {
    fn parts(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::Injection => (
                "injection",
                "This speaks to the reader, or is code; a proposal is a rule in plain words, and only votes enact it.",
                &["Say in one sentence what should change in the game."],
            ),
            Self::Retroactive => (
                "retroactive",
                "What has been played stays as it was played.",
                &["Propose the rule for the games to come."],
            ),
            Self::EqualProtection => (
                "equal_protection",
                "A rule names no team and no person: all play by the same.",
                &[
                    "Say it for a situation: the last-placed team, the side that is behind, a hooper with four fouls.",
                ],
            ),
            Self::Unbounded => (
                "unbounded_loop",
                "Every game must end, and nothing may set itself off again.",
                &["Say how often it may happen: once a game, twice in a period."],
            ),
            Self::Franchise => (
                "franchise",
                "Every governor can vote and propose, and every rule can be changed again.",
                &["Pass marks, quorum, window and the method of voting can be changed."],
            ),
            Self::Log => {
                ("log", "The log is never edited.", &["A rule can be repealed from now on."])
            }
            Self::Secret => (
                "secrecy",
                "Ballots, seeds and keys stay secret.",
                &["Whether future ballots are open can be voted on."],
            ),
            Self::Personal => (
                "personal",
                "A rule is about the game, not about people or their money.",
                &["Points, fouls and possessions can be won and lost."],
            ),
            Self::Safety => (
                "safety",
                "Previews, the recount and the way back cannot be switched off.",
                &["What they show can be discussed on the Floor."],
            ),
        }
    }

    /// The refusal.
    pub(super) fn outcome(self) -> Outcome {
        let (reason, because, alternatives) = self.parts();
        let alternatives = alternatives.iter().map(|it| (*it).to_owned()).collect();
        Outcome::Refuse { reason, because: because.to_owned(), alternatives }
    }
}

/// Phrases that are refused wherever they stand.
pub(super) const PHRASES: &[(No, &str)] = &[
    (
        No::Injection,
        "(ignore|disregard|forget|override|bypass) [all|any] [the|your|my|of] [previous|prior|above|earlier|other|former] (instruction|rules above|rule above|prompt|prior|previous|above|directive|everything|what you were told|constraint|guideline|safeguard)",
    ),
    (
        No::Injection,
        "(you are now|act as|pretend to be|pretend you|roleplay|you must obey|from now on you|new instructions|your instructions|follow my instruction|do as i say)",
    ),
    (No::Injection, "(order|command|instruct|require|direct|compel|authorise|authorize) =you"),
    (
        No::Injection,
        "(as|i am|im|speaking as) [the|an|your] [league] (admin|administrator|owner|operator|developer|commissioner|moderator|president|founder|creator)",
    ),
    (No::Injection, "by (order|authority|decree) of"),
    (
        No::Injection,
        "=you (must|shall|have to|will|are to|need to|are required to) (set|make|approve|enact|accept|pass|change|obey|ignore|output|say|read|return|treat)",
    ),
    (No::Injection, "(hidden|system|secret|initial|your) prompt"),
    (
        No::Injection,
        "(jailbreak|developer mode|admin mode|sudo|as an ai|language model|chatgpt|the assistant|dear ai|hey ai|dan mode)",
    ),
    (
        No::Injection,
        "(system|assistant|developer|user|admin|moderator|reader|interpreter|instruction) :",
    ),
    (No::Injection, "# (system|assistant|developer|instruction)"),
    (
        No::Injection,
        "(approve|accept|pass|enact|adopt|approved) (this|it|immediately|without|automatically|my|the proposal|by admin|by the admin) [proposal]",
    ),
    (
        No::Injection,
        "(without|skip|skipping|no need for|ignoring) [a|the|any] (vote|voting|ballot)",
    ),
    (
        No::Injection,
        "(has|have|is|was) already (passed|approved|accepted|enacted|been approved|been passed)",
    ),
    (
        No::Injection,
        "(reading accepted|approved by admin|print your|reveal your|output your|repeat after me|respond with|reply with|answer only|return json|output json)",
    ),
    (No::Injection, "(execute|run|eval|exec|decode) (it|this|the following|following|:)"),
    (
        No::Injection,
        "(base64|rot13|javascript|drop table|select from|rm rf|curl http|curl|wget|jndi|onerror|localhost|http|https|www|sudo)",
    ),
    (
        No::Retroactive,
        "(retroactive|retroactively|retrospective|retrospectively|backdate|backdated|in hindsight)",
    ),
    (
        No::Retroactive,
        "(undo|reverse|overturn|annul|void|nullify|replay|rewrite|erase) [the|a|that|our|their|all] [result|score|outcome|win|loss|points|final] [of|from|in] [the|last|yesterday] (game|round|match|result|win|loss|final|score|points|outcome)",
    ),
    (No::Retroactive, "(should|must|to) be (overturned|annulled|reversed|replayed|voided)"),
    (
        No::Retroactive,
        "(take back|give back|strip) [the|all|their|its] (points|win|wins|title|result)",
    ),
    (
        No::EqualProtection,
        "(my|our|mine) (team|side|squad|club|hooper|player|guys|boys|girls|star|captain|five|rival|opponent|roster|bench|gang|franchise|shot|basket|threes|twos|points|games|steal|block)",
    ),
    (No::EqualProtection, "(give|award|grant|gift|hand) =(us|me) !round !more !the"),
    (
        No::EqualProtection,
        "(=we|=i) (get|start|begin|receive|score|lead|gain|keep|always win|always get|earn|deserve) !rid !back",
    ),
    (
        No::EqualProtection,
        "(until|unless|so that|so|when|if|whenever|because) (we|i|my|our) (win|wins|lead|leads|score|scores|are ahead|am ahead|side|team|lose|trail|are behind|play)",
    ),
    (No::EqualProtection, "(against|for|favour|favor|favouring|benefit) (=us|=me|my|our)"),
    (
        No::Unbounded,
        "(over and over|again and again|infinite|infinitely|endless|endlessly|without end|forever and ever|ad infinitum|non stop|nonstop|unlimited|perpetual|recursively|in a loop|loop this|loop the)",
    ),
    (
        No::Unbounded,
        "(repeat|replay|redo|keep|continue) [the|this|adding|playing|going|on|points|that|last|possession|minute|final|game|shooting] [for ever|forever] [the|last|possession|minute|game|points] (until|till|for ever|forever|endlessly)",
    ),
    (
        No::Unbounded,
        "(never|not) (end|ends|stop|stops|finish|finishes) [the] (game|games|match|period)",
    ),
    (
        No::Unbounded,
        "(game|games|period|match) (never|does not|do not|doesnt|dont) (end|ends|stop|stops|finish)",
    ),
    (
        No::Unbounded,
        "(trigger|triggers|cause|causes|leads to|sets off) (another|itself|the same|a new) [basket|steal|rule]",
    ),
    (
        No::Unbounded,
        "until (somebody|someone|anyone|one side|a team|they|we|i|the home side|it) [finally] (score|scores|wins|win|leads|lead|is ahead|succeeds|misses)",
    ),
    (
        No::Franchise,
        "(only) (=i|=me|my|we|our|admins|the admin|founders|team|men|rich) [team|side|governors] [may|can|should|get|gets|to] (vote|votes|propose|proposes|decide|decides)",
    ),
    (
        No::Franchise,
        "(nobody|no one|none|noone) [else] [may|can|should|shall|gets|is allowed] [a|to] (vote|votes|propose|repeal|amend|object|veto|change|undo)",
    ),
    (
        No::Franchise,
        "(abolish|end|ban|stop|no more|cancel|remove|suspend) (voting|votes|elections|proposals|proposing|the vote|all votes|ballots|democracy|repeals)",
    ),
    (
        No::Franchise,
        "(take|remove|strip) [away] [the|their|all] (vote|votes|voting right|franchise|right to vote) [away]",
    ),
    (
        No::Franchise,
        "(governor|member|people|they|team) (may|can|must|should|shall) (no longer|never|not) (vote|propose|repeal|amend|change|join)",
    ),
    (
        No::Franchise,
        "(governor|people|they|teams) (cannot|cant|cannot ever|wont|lose the right to) (vote|propose|repeal|amend|join)",
    ),
    (
        No::Franchise,
        "(can|may|must|shall|could|will) (never|not) [ever] be (repealed|changed|amended|undone|removed|revoked|voted)",
    ),
    (No::Franchise, "(cannot|cant|never) [ever] be (repealed|changed|amended|undone|revoked)"),
    (No::Franchise, "(impossible|unable) to (change|repeal|amend|vote|propose)"),
    (
        No::Franchise,
        "(make|making) [this|the] (rule|rules) (permanent and|unrepealable|unchangeable|irrevocable)",
    ),
    (
        No::Log,
        "(delete|erase|edit|wipe|rewrite|alter|falsify|forge|tamper|purge|clear|destroy|hide|change|redact) [with] [the|all|our|a] [whole|entire] (log|history|record|ledger|archive|database|what happened|vote count|votes of|tally|event log|audit)",
    ),
    (No::Secret, "(seed|seeds|password|passphrase|api key|private key|secret key|prompt)"),
    (
        No::Secret,
        "(reveal|publish|show|tell|leak|expose|list) [us|me|the|all] [everyone] (past ballot|last ballot|previous ballot|old ballot|earlier ballot|past vote|private ballot)",
    ),
    (
        No::Secret,
        "(who voted how|how [everyone|people|they|each governor] voted) (in|on|for) [the] (last|past|previous|earlier)",
    ),
    (
        No::Personal,
        "(real money|dollar|euro|cash|bitcoin|crypto|paypal|venmo|gambling|bet|bets|wager)",
    ),
    (
        No::Personal,
        "(kick|throw|ban|boot|block|mute|remove) [out] (him|her|them|that guy|this guy|governor|the governor|everyone who)",
    ),
    (No::Personal, "(out of|from) [the|this] (chat|channel|server|league|group)"),
    (No::Personal, "(must|has to|should) (apologise|apologize|pay|resign|be punished|be fired)"),
    (No::Personal, "(punish|fine|humiliate|insult|bully|harass|doxx|dox|shame) !the"),
    (No::Franchise, "(make|crown|declare|elect|appoint) (=me|=us|myself) [the|a]"),
    (
        No::Injection,
        "(i am|im) [now] [the|an|your] (admin|owner|commissioner|operator|developer|boss|king|creator)",
    ),
    (
        No::EqualProtection,
        "(give|transfer|send|hand|grant|move) [all|every|everyone] [of] [the] (token|tokens|everyones tokens) to (=me|=us|my)",
    ),
    (No::EqualProtection, "(give|grant|send|award|transfer|hand) =me"),
    (No::EqualProtection, "(everyones|all the|all) tokens"),
    (
        No::Safety,
        "(switch off|turn off|disable|abolish|no more|remove|stop|end|ban|hide|kill|get rid of|skip|without) [the|all|any] (preview|previews|recount|verification|verify|reset vote|audit|checkpoint|seed commitment|receipts|approval gate|safety)",
    ),
    (No::Safety, "(nobody|no one) (may|can) (verify|recount|audit|check)"),
];
