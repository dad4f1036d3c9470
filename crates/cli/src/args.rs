//! The command line's grammar.

use crate::validate::Written;
use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};
use malla_trace::Lang;
use std::path::PathBuf;

/// A Kubernetes network you can watch, on the command line.
#[derive(Debug, Parser)]
#[command(name = "malla", version, after_help = "Exit status: 0 delivered or answered, 1 not, 2 bad input.")]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Send a request and tell everything that happens to it.
    Trace(Trace),
    /// List objects, as kubectl does.
    Get(Get),
    /// Print the packet filter of a node, as iptables-save does.
    IptablesSave(IptablesSave),
    /// Look into the nftables of a node, as nft does; what kube-proxy writes there in nftables mode.
    #[command(subcommand)]
    Nft(Nft),
    /// Send a request and print what the machines' connection tracking remembers of it, as `conntrack -L` does.
    Conntrack(Conntrack),
    /// Look into the proxies of the mesh, as istioctl does.
    Istioctl(Istioctl),
    /// Bring manifests into a cluster that goes on, as kubectl does: create what is not there, change what is.
    Apply(Write),
    /// Create what manifests say, and nothing that is there already.
    Create(Create),
    /// Put what manifests say in the place of what is there.
    Replace(Replace),
    /// Delete what manifests say, or KIND NAME.
    Delete(Delete),
    /// Show what `apply` would change. Exit status 1 when anything would.
    Diff(Write),
    /// Tell everything about objects, as kubectl does.
    Describe(Describe),
    /// Say everything that is wrong with manifests.
    Validate(Validate),
    /// Tell what a kind or a field is, as kubectl explain does.
    Explain(Explain),
    /// Lay manifests out as kubectl writes them; comments stay, and the meaning.
    Fmt(Fmt),
    /// Judge lessons: the start fails a goal, the solution meets all, every hint fires.
    Judge(Judge),
}

/// Manifests and how to speak of them.
#[derive(Debug, Arguments)]
pub(crate) struct Common {
    /// A manifest, a folder of manifests, or `-` for standard input. May be repeated.
    #[arg(short = 'f', long = "filename", required_unless_present = "state", value_name = "FILE|DIR|-")]
    pub(crate) files: Vec<PathBuf>,
    /// The cluster that `malla apply --state FILE` left there, instead of manifests.
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub(crate) state: Option<PathBuf>,
    /// The seed of every decision of chance.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Language.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
}

/// Manifests, and the cluster that they come to.
#[derive(Debug, Arguments)]
pub(crate) struct Write {
    /// A manifest, a folder of manifests, or `-` for standard input. May be repeated.
    #[arg(short = 'f', long = "filename", required = true, value_name = "FILE|DIR|-")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
}

/// A cluster that goes on from one command to the next.
#[derive(Debug, Arguments)]
pub(crate) struct Cluster {
    /// Where the cluster is kept; it is set up when there is no such file. Without it nothing is kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// Namespace of what says none.
    #[arg(short, long, default_value = "default")]
    pub(crate) namespace: String,
    /// How much time has passed since the last command: `30s`, `5m`, `2h`, `1d`.
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = crate::age::parse)]
    pub(crate) after: u64,
    /// The seed of every decision of chance, for a new cluster.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// Language.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
}

/// `malla create`.
#[derive(Debug, Arguments)]
pub(crate) struct Create {
    #[command(flatten)]
    pub(crate) write: Write,
    /// Note what was created, so that `apply` knows it.
    #[arg(long)]
    pub(crate) save_config: bool,
}

/// `malla replace`.
#[derive(Debug, Arguments)]
pub(crate) struct Replace {
    #[command(flatten)]
    pub(crate) write: Write,
    /// Delete what is there and create it anew.
    #[arg(long)]
    pub(crate) force: bool,
}

/// `malla delete`.
#[derive(Debug, Arguments)]
pub(crate) struct Delete {
    /// KIND NAME..., or KIND/NAME.
    #[arg(value_name = "KIND NAME", required_unless_present = "files")]
    pub(crate) what: Vec<String>,
    /// A manifest, a folder of manifests, or `-` for standard input. May be repeated.
    #[arg(short = 'f', long = "filename", value_name = "FILE|DIR|-", conflicts_with = "what")]
    pub(crate) files: Vec<PathBuf>,
    /// Do not mind what is not there.
    #[arg(long)]
    pub(crate) ignore_not_found: bool,
    #[command(flatten)]
    pub(crate) cluster: Cluster,
}

/// `malla describe`.
#[derive(Debug, Arguments)]
pub(crate) struct Describe {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Kinds, as kubectl names them, with names behind where some are meant; or KIND/NAME.
    #[arg(required = true, value_name = "KIND[,KIND] [NAME]")]
    pub(crate) what: Vec<String>,
    /// Namespace.
    #[arg(short, long, default_value = "default")]
    pub(crate) namespace: String,
    /// All namespaces.
    #[arg(short = 'A', long)]
    pub(crate) all_namespaces: bool,
    /// Only those with these labels: `app=web,tier!=db`.
    #[arg(short = 'l', long, default_value = "")]
    pub(crate) selector: String,
}

/// A language, as a flag.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Tongue {
    /// Spanish.
    Es,
    /// English.
    En,
}

impl From<Tongue> for Lang {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Es => Self::Es,
            Tongue::En => Self::En,
        }
    }
}

/// Text for people or JSON for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text.
    Text,
    /// The boundary types, serialised.
    Json,
}

/// As many requests as anybody waits for.
const MOST_REQUESTS: u64 = 1_000_000;

/// `malla trace`.
#[derive(Debug, Arguments)]
pub(crate) struct Trace {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Who sends: `client/NAME`, `pod/NAMESPACE/NAME`, `node/NAME`, or a name alone.
    #[arg(long)]
    pub(crate) from: String,
    /// Where to: `http://host[:port]/path` or `tcp://host:port`.
    #[arg(long)]
    pub(crate) to: String,
    /// HTTP method.
    #[arg(short = 'X', long, default_value = "GET")]
    pub(crate) method: String,
    /// A request header, `name: value`. May be repeated.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Text or JSON.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) output: Format,
    /// Tell every step of every machine, and why.
    #[arg(long)]
    pub(crate) explain: bool,
    /// Send it so many times and count what came of it; the first of them is told, or the one of `--number`.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_REQUESTS))]
    pub(crate) count: Option<u64>,
    /// Tell the Nth of many requests instead of the first.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=MOST_REQUESTS))]
    pub(crate) number: u64,
    /// Tell every packet, also the handshakes and the requests on standing connections.
    #[arg(long)]
    pub(crate) every_packet: bool,
}

/// As many connections as anybody reads.
const MOST_CONNECTIONS: u64 = 1000;

/// `malla conntrack`.
#[derive(Debug, Arguments)]
pub(crate) struct Conntrack {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Who sends: `client/NAME`, `pod/NAMESPACE/NAME`, `node/NAME`, or a name alone.
    #[arg(long)]
    pub(crate) from: String,
    /// Where to: `http://host[:port]/path` or `tcp://host:port`.
    #[arg(long)]
    pub(crate) to: String,
    /// Only this node's table: the node by name, title or address.
    #[arg(long, conflicts_with = "machine")]
    pub(crate) node: Option<String>,
    /// Only this machine's table: `node/NAME`, `pod/NAMESPACE/NAME`, `client/NAME`, ..., or a name alone.
    #[arg(long, value_name = "ID")]
    pub(crate) machine: Option<String>,
    /// Send it so many times, each on its own connection, one at once behind the other.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=MOST_CONNECTIONS))]
    pub(crate) count: u64,
    /// Then apply these manifests instead, and tell which connections of the nodes kube-proxy deletes, and why.
    #[arg(long = "then", value_name = "FILE|DIR")]
    pub(crate) then: Vec<PathBuf>,
    /// Text or JSON.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) output: Format,
}

/// `malla istioctl`.
#[derive(Debug, Arguments)]
pub(crate) struct Istioctl {
    /// What of it.
    #[command(subcommand)]
    pub(crate) command: IstioctlCommand,
}

/// What of istioctl there is.
#[derive(Debug, Subcommand)]
pub(crate) enum IstioctlCommand {
    /// What istiod told the proxy of a pod.
    #[command(visible_alias = "pc")]
    ProxyConfig(ProxyConfig),
}

/// `malla istioctl proxy-config`.
#[derive(Debug, Arguments)]
pub(crate) struct ProxyConfig {
    /// Which part.
    #[arg(value_enum)]
    pub(crate) part: Part,
    /// The pod: NAME, NAME.NAMESPACE, or the beginning of its name where only one begins so (`deploy/NAME` too).
    pub(crate) pod: String,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Namespace.
    #[arg(short, long, default_value = "default")]
    pub(crate) namespace: String,
    /// Text or JSON.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(crate) output: Format,
}

/// A part of a proxy's configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Where it listens.
    #[value(alias = "listener")]
    Listeners,
    /// Which way requests go.
    #[value(alias = "route")]
    Routes,
    /// What is behind them.
    #[value(alias = "cluster")]
    Clusters,
    /// Where that is.
    #[value(alias = "endpoint")]
    Endpoints,
}

/// `malla get`.
#[derive(Debug, Arguments)]
pub(crate) struct Get {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Kinds, as kubectl names them (`pods`, `svc,deploy`, `all`), with names behind where some are meant; or KIND/NAME.
    #[arg(required = true, value_name = "KIND[,KIND] [NAME]")]
    pub(crate) what: Vec<String>,
    /// Namespace.
    #[arg(short, long, default_value = "default")]
    pub(crate) namespace: String,
    /// All namespaces.
    #[arg(short = 'A', long)]
    pub(crate) all_namespaces: bool,
    /// How to print.
    #[arg(short, long, value_enum, default_value_t = Printed::Table)]
    pub(crate) output: Printed,
    /// Only those with these labels: `app=web,tier!=db`.
    #[arg(short = 'l', long, default_value = "")]
    pub(crate) selector: String,
    /// A last column with all labels.
    #[arg(long)]
    pub(crate) show_labels: bool,
    /// No heading.
    #[arg(long)]
    pub(crate) no_headers: bool,
}

/// How `malla get` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Printed {
    /// A table.
    Table,
    /// A table with more columns.
    Wide,
    /// Names only.
    Name,
    /// Whole objects, as YAML.
    Yaml,
    /// Whole objects, as JSON.
    Json,
}

/// `malla iptables-save`.
#[derive(Debug, Arguments)]
pub(crate) struct IptablesSave {
    #[command(flatten)]
    pub(crate) common: Common,
    /// The node, by name, title or address.
    #[arg(long)]
    pub(crate) node: String,
}

/// `malla nft`.
#[derive(Debug, Subcommand)]
pub(crate) enum Nft {
    /// Print tables, sets, maps, chains and rules.
    List(NftList),
}

/// `malla nft list`.
#[derive(Debug, Arguments)]
pub(crate) struct NftList {
    /// What of them.
    #[arg(value_enum)]
    pub(crate) what: NftWhat,
    #[command(flatten)]
    pub(crate) common: Common,
    /// The node, by name, title or address.
    #[arg(long)]
    pub(crate) node: String,
}

/// What `malla nft list` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NftWhat {
    /// Everything.
    Ruleset,
}

/// `malla validate`.
#[derive(Debug, Arguments)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) common: Common,
    /// Text, JSON or SARIF.
    #[arg(short, long, value_enum, default_value_t = Written::Text)]
    pub(crate) output: Written,
}

/// `malla explain`.
#[derive(Debug, Arguments)]
pub(crate) struct Explain {
    /// A kind, or a field of it: `service.spec.ports`.
    #[arg(value_name = "KIND[.FIELD...]")]
    pub(crate) what: String,
    /// The API version, where a kind is in several.
    #[arg(long, value_name = "GROUP/VERSION")]
    pub(crate) api_version: Option<String>,
    /// All fields below, without words.
    #[arg(long)]
    pub(crate) recursive: bool,
    /// Language.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
}

/// `malla fmt`.
#[derive(Debug, Arguments)]
pub(crate) struct Fmt {
    /// A manifest, a folder of manifests, or `-` for standard input. May be repeated.
    #[arg(short = 'f', long = "filename", required = true, value_name = "FILE|DIR|-")]
    pub(crate) files: Vec<PathBuf>,
    /// Only say which files would change. Exit status 1 when any would.
    #[arg(long, conflicts_with = "write")]
    pub(crate) check: bool,
    /// Write the files back, and say which have changed.
    #[arg(long)]
    pub(crate) write: bool,
}

/// `malla judge`.
#[derive(Debug, Arguments)]
pub(crate) struct Judge {
    /// Lesson folders, or a folder of them.
    #[arg(required = true, value_name = "DIR")]
    pub(crate) lessons: Vec<PathBuf>,
    /// Language.
    #[arg(long, value_enum, default_value_t = Tongue::En)]
    pub(crate) lang: Tongue,
}
