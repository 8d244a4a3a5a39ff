//! Every place of the app and its URL, both ways.
//!
//! Pure: the history is `router`'s business. A URL that no place has is [`Route::NotFound`]; a query key nobody knows is left out.

mod query;

use arm::ResourceId;

pub use query::Query;

const HOST_POOLS: &str = "Microsoft.DesktopVirtualization/hostPools";

/// One place of the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// What needs attention in all pools, what runs and what comes.
    #[default]
    Overview,
    /// All host pools, as searched, filtered and sorted.
    Pools(PoolsView),
    /// One host pool.
    Pool(PoolRef, PoolTab),
    /// The form for a pool that does not exist yet.
    PoolNew,
    /// The form for a pool that exists.
    PoolEdit(PoolRef),
    /// The form for the session host configuration of a pool, also where there is none yet; with the draft of the update it was
    /// opened from, if it was.
    ConfigurationEdit(PoolRef, Query),
    /// The form for a session host update; the draft travels in the query.
    UpdateNew(PoolRef, Query),
    /// Session hosts of all pools.
    Hosts(HostsView),
    /// Session host updates of all pools.
    Updates(BoardView),
    /// Registration tokens of all pools.
    Tokens(BoardView),
    /// What was written with this browser.
    Activity,
    /// Theme, cloud, versions, sign-out.
    Settings,
    /// What helps to find a fault.
    Diagnostics,
    /// A path nobody has; as it was asked for.
    NotFound(String),
}

/// Names a host pool by the parts of its ARM id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PoolRef {
    /// The subscription's GUID.
    pub subscription: String,
    /// The resource group.
    pub resource_group: String,
    /// The pool.
    pub name: String,
}

/// A tab of a pool's page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PoolTab {
    /// What matters.
    #[default]
    Overview,
    /// The session hosts.
    Hosts(HostsView),
    /// One session host, by the name of its machine.
    Host(String),
    /// The users on them.
    Sessions(SessionsView),
    /// The registration token.
    Token,
    /// What its session hosts are made from.
    Configuration,
    /// The session host update: last, running, next.
    Update,
    /// The management policy, the creation of hosts, autoscale.
    Policy,
    /// Every property.
    Properties,
    /// As received.
    Json,
}

/// What is looked at on the pools page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolsView {
    /// Words to find.
    pub search: String,
    /// Column to sort by, `-` before it for the other way round; empty for the page's own order.
    pub sort: String,
    /// A subscription's GUID.
    pub subscription: Option<String>,
    /// A host pool type, as the service writes it.
    pub kind: Option<String>,
    /// A management type, as the service writes it.
    pub management: Option<String>,
    /// What the pools are put together by: `subscription`, `resource-group`, `region`, `type`; empty for nothing.
    pub group: String,
    /// The groups that are closed, by their names, with `~` between them.
    pub closed: String,
    /// As in [`HostsView::columns`].
    pub columns: String,
}

/// What is looked at on a page that reads one thing of every pool: updates, tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardView {
    /// Words to find.
    pub search: String,
    /// Which states to show, in the page's own words; all without.
    pub show: Option<String>,
    /// Column to sort by, as in [`PoolsView::sort`].
    pub sort: String,
}

/// What is looked at on the session hosts tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostsView {
    /// Words to find.
    pub search: String,
    /// Column to sort by, as in [`PoolsView::sort`].
    pub sort: String,
    /// A session host status, as the service writes it.
    pub status: Option<String>,
    /// How the hosts stand to the configuration: `current`, `behind`, `unknown`.
    pub version: Option<String>,
    /// The columns to show, by their words with dots between; empty for the usual ones.
    pub columns: String,
}

/// What is looked at on the user sessions tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionsView {
    /// Words to find.
    pub search: String,
    /// Column to sort by, as in [`PoolsView::sort`].
    pub sort: String,
    /// A session state, as the service writes it.
    pub state: Option<String>,
    /// An application type, as the service writes it.
    pub kind: Option<String>,
    /// The name of a session host.
    pub host: Option<String>,
}

impl Route {
    /// The place a path and a query (without `?`, both percent-encoded) stand for.
    pub fn parse(path: &str, query: &str) -> Self {
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(query::decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let query = Query::parse(query);
        match parts.as_slice() {
            [] | ["overview"] => Self::Overview,
            ["pools"] => Self::Pools(PoolsView::from_query(&query)),
            ["pools", "new"] => Self::PoolNew,
            ["pools", subscription, group, name, rest @ ..] => pool_route(PoolRef::new(subscription, group, name), rest, query)
                .unwrap_or_else(|| Self::NotFound(path.to_owned())),
            ["hosts"] => Self::Hosts(HostsView::from_query(&query)),
            ["updates"] => Self::Updates(BoardView::from_query(&query)),
            ["tokens"] => Self::Tokens(BoardView::from_query(&query)),
            ["activity"] => Self::Activity,
            ["settings"] => Self::Settings,
            ["diagnostics"] => Self::Diagnostics,
            _ => Self::NotFound(path.to_owned()),
        }
    }

    /// The place of an address as [`Route::href`] writes it.
    pub fn from_href(href: &str) -> Self {
        let href = href.split('#').next().unwrap_or_default();
        let (path, query) = href.split_once('?').unwrap_or((href, ""));
        Self::parse(path, query)
    }

    /// The path and query of the place.
    pub fn href(&self) -> String {
        match self {
            Self::Overview => "/overview".to_owned(),
            Self::Pools(view) => view.to_query().after("/pools"),
            Self::Pool(pool, tab) => tab.href(pool),
            Self::PoolNew => "/pools/new".to_owned(),
            Self::PoolEdit(pool) => format!("{}/edit", pool.href()),
            Self::ConfigurationEdit(pool, draft) => draft.after(&format!("{}/configuration/edit", pool.href())),
            Self::UpdateNew(pool, draft) => draft.after(&format!("{}/update/new", pool.href())),
            Self::Hosts(view) => view.to_query().after("/hosts"),
            Self::Updates(view) => view.to_query().after("/updates"),
            Self::Tokens(view) => view.to_query().after("/tokens"),
            Self::Activity => "/activity".to_owned(),
            Self::Settings => "/settings".to_owned(),
            Self::Diagnostics => "/diagnostics".to_owned(),
            Self::NotFound(path) => path.clone(),
        }
    }

    /// What the tab of the browser says.
    pub fn title(&self) -> String {
        match self {
            Self::Overview => "Overview".to_owned(),
            Self::Pools(_) => "Host pools".to_owned(),
            Self::Pool(pool, PoolTab::Host(host)) => format!("{} · {host}", pool.name),
            Self::Pool(pool, tab) => format!("{} · {}", pool.name, tab.title()),
            Self::PoolNew => "New host pool".to_owned(),
            Self::PoolEdit(pool) => format!("Edit {}", pool.name),
            Self::ConfigurationEdit(pool, _) => format!("Configuration of {}", pool.name),
            Self::UpdateNew(pool, _) => format!("Update {}", pool.name),
            Self::Hosts(_) => "Session hosts".to_owned(),
            Self::Updates(_) => "Updates".to_owned(),
            Self::Tokens(_) => "Registration tokens".to_owned(),
            Self::Activity => "Activity".to_owned(),
            Self::Settings => "Settings".to_owned(),
            Self::Diagnostics => "Diagnostics".to_owned(),
            Self::NotFound(_) => "Not found".to_owned(),
        }
    }

    /// What is in the search field of the place, if it has one.
    pub fn search(&self) -> &str {
        match self {
            Self::Pools(view) => &view.search,
            Self::Hosts(view) | Self::Pool(_, PoolTab::Hosts(view)) => &view.search,
            Self::Updates(view) | Self::Tokens(view) => &view.search,
            Self::Pool(_, PoolTab::Sessions(view)) => &view.search,
            _ => "",
        }
    }

    /// Whether both are the same page; what is searched, filtered or drafted there may differ.
    pub fn same_page(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pools(_), Self::Pools(_))
            | (Self::Hosts(_), Self::Hosts(_))
            | (Self::Updates(_), Self::Updates(_))
            | (Self::Tokens(_), Self::Tokens(_)) => true,
            (Self::Pool(one, _), Self::Pool(two, _)) => one == two,
            (Self::UpdateNew(one, _), Self::UpdateNew(two, _))
            | (Self::ConfigurationEdit(one, _), Self::ConfigurationEdit(two, _)) => one == two,
            (one, two) => one == two,
        }
    }
}

fn pool_route(pool: PoolRef, rest: &[&str], query: Query) -> Option<Route> {
    let tab = match rest {
        [] => PoolTab::Overview,
        ["hosts"] => PoolTab::Hosts(HostsView::from_query(&query)),
        ["hosts", host] => PoolTab::Host((*host).to_owned()),
        ["sessions"] => PoolTab::Sessions(SessionsView::from_query(&query)),
        ["token"] => PoolTab::Token,
        ["configuration"] => PoolTab::Configuration,
        ["configuration", "edit"] => return Some(Route::ConfigurationEdit(pool, query)),
        ["update"] => PoolTab::Update,
        ["policy"] => PoolTab::Policy,
        ["properties"] => PoolTab::Properties,
        ["json"] => PoolTab::Json,
        ["edit"] => return Some(Route::PoolEdit(pool)),
        ["update", "new"] => return Some(Route::UpdateNew(pool, query)),
        _ => return None,
    };
    Some(Route::Pool(pool, tab))
}

impl PoolRef {
    /// From the three parts.
    pub fn new(subscription: &str, resource_group: &str, name: &str) -> Self {
        Self { subscription: subscription.to_owned(), resource_group: resource_group.to_owned(), name: name.to_owned() }
    }

    /// The pool an ARM id names, or the pool of what it names; `None` if it names something else.
    pub fn of(id: &str) -> Option<Self> {
        let mut id = ResourceId::parse(id).ok()?;
        while !id.kind().eq_ignore_ascii_case(HOST_POOLS) {
            id = id.parent()?;
        }
        Some(Self::new(id.subscription()?, id.resource_group()?, id.name()))
    }

    /// Its ARM id.
    pub fn id(&self) -> Option<ResourceId> {
        let Self { subscription, resource_group, name } = self;
        ResourceId::parse(&format!("/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/{HOST_POOLS}/{name}"))
            .ok()
    }

    fn href(&self) -> String {
        let [subscription, group, name] = [&self.subscription, &self.resource_group, &self.name].map(|part| query::encode(part));
        format!("/pools/{subscription}/{group}/{name}")
    }
}

impl PoolTab {
    /// The tabs in the order of the page.
    pub fn all() -> [Self; 9] {
        [
            Self::Overview,
            Self::Hosts(HostsView::default()),
            Self::Sessions(SessionsView::default()),
            Self::Token,
            Self::Configuration,
            Self::Update,
            Self::Policy,
            Self::Properties,
            Self::Json,
        ]
    }

    /// The word on the tab.
    pub const fn title(&self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Hosts(_) | Self::Host(_) => "Session hosts",
            Self::Sessions(_) => "User sessions",
            Self::Token => "Registration token",
            Self::Configuration => "Configuration",
            Self::Update => "Update",
            Self::Policy => "Policy",
            Self::Properties => "Properties",
            Self::Json => "JSON",
        }
    }

    fn href(&self, pool: &PoolRef) -> String {
        let pool = pool.href();
        match self {
            Self::Overview => pool,
            Self::Hosts(view) => view.to_query().after(&format!("{pool}/hosts")),
            Self::Host(host) => format!("{pool}/hosts/{}", query::encode(host)),
            Self::Sessions(view) => view.to_query().after(&format!("{pool}/sessions")),
            Self::Token => format!("{pool}/token"),
            Self::Configuration => format!("{pool}/configuration"),
            Self::Update => format!("{pool}/update"),
            Self::Policy => format!("{pool}/policy"),
            Self::Properties => format!("{pool}/properties"),
            Self::Json => format!("{pool}/json"),
        }
    }
}

impl PoolsView {
    fn from_query(query: &Query) -> Self {
        Self {
            search: query.text("q"),
            sort: query.text("sort"),
            subscription: query.word("subscription"),
            kind: query.word("type"),
            management: query.word("management"),
            group: query.text("group"),
            closed: query.text("closed"),
            columns: query.text("columns"),
        }
    }

    fn to_query(&self) -> Query {
        Query::default()
            .with("q", &self.search)
            .with("sort", &self.sort)
            .with("subscription", self.subscription.as_deref().unwrap_or_default())
            .with("type", self.kind.as_deref().unwrap_or_default())
            .with("management", self.management.as_deref().unwrap_or_default())
            .with("group", &self.group)
            .with("closed", &self.closed)
            .with("columns", &self.columns)
    }
}

impl BoardView {
    fn from_query(query: &Query) -> Self {
        Self { search: query.text("q"), show: query.word("show"), sort: query.text("sort") }
    }

    fn to_query(&self) -> Query {
        let query = Query::default().with("q", &self.search).with("sort", &self.sort);
        query.with("show", self.show.as_deref().unwrap_or_default())
    }
}

impl HostsView {
    fn from_query(query: &Query) -> Self {
        Self {
            search: query.text("q"),
            sort: query.text("sort"),
            status: query.word("status"),
            version: query.word("version"),
            columns: query.text("columns"),
        }
    }

    fn to_query(&self) -> Query {
        Query::default()
            .with("q", &self.search)
            .with("sort", &self.sort)
            .with("status", self.status.as_deref().unwrap_or_default())
            .with("version", self.version.as_deref().unwrap_or_default())
            .with("columns", &self.columns)
    }
}

impl SessionsView {
    fn from_query(query: &Query) -> Self {
        Self {
            search: query.text("q"),
            sort: query.text("sort"),
            state: query.word("state"),
            kind: query.word("type"),
            host: query.word("host"),
        }
    }

    fn to_query(&self) -> Query {
        Query::default()
            .with("q", &self.search)
            .with("sort", &self.sort)
            .with("state", self.state.as_deref().unwrap_or_default())
            .with("type", self.kind.as_deref().unwrap_or_default())
            .with("host", self.host.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
