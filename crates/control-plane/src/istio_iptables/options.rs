//! What istio-iptables is told (`tools/istio-iptables/pkg/config/config.go`): command-line arguments, as text.

use malla_trace::CauseId;

/// One option, and the line it comes from when somebody wrote one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The value, as on the command line.
    pub text: String,
    /// The line, if it is not the injector's own value.
    pub why: Option<CauseId>,
}

impl Setting {
    /// A value that nobody wrote.
    #[must_use]
    pub fn own(text: &str) -> Self {
        Self { text: text.into(), why: None }
    }

    /// The values between commas, empty ones left out (`config.Split`).
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.text.split(',').filter(|value| !value.is_empty())
    }

    /// Whether nothing is written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it means everything.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.text == "*"
    }
}

/// What istio-iptables is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// `-p`: where what goes out is caught.
    pub proxy_port: Setting,
    /// `-z`: where what comes in is caught.
    pub inbound_capture_port: Setting,
    /// `-e`: where what comes in through a mesh tunnel (HBONE) arrives; never caught.
    pub tunnel_port: Setting,
    /// `-u`: as whom the proxy runs.
    pub proxy_uid: Setting,
    /// `-g`: in whose group.
    pub proxy_gid: Setting,
    /// `-m`: `REDIRECT` or `TPROXY`.
    pub mode: Setting,
    /// `-t`: the mark of what is on its way into the proxy, `TPROXY` only.
    pub tproxy_mark: Setting,
    /// `-b`: the ports that are caught on the way in; `*` for all.
    pub inbound_ports: Setting,
    /// `-d`: those that are not.
    pub excluded_inbound_ports: Setting,
    /// `-q`: ports that are caught on the way out whatever the address.
    pub outbound_ports: Setting,
    /// `-o`: ports that are not.
    pub excluded_outbound_ports: Setting,
    /// `-i`: the addresses that are caught on the way out; `*` for all.
    pub outbound_ranges: Setting,
    /// `-x`: those that are not.
    pub excluded_outbound_ranges: Setting,
    /// The groups of processes that are caught on the way out; `*` for all.
    pub outbound_owner_groups: Setting,
    /// The groups that are not.
    pub excluded_outbound_owner_groups: Setting,
    /// `-k`: interfaces of virtual machines inside the pod, whose traffic counts as going out.
    pub virtual_interfaces: Setting,
    /// `-c`: interfaces whose traffic is left alone.
    pub excluded_interfaces: Setting,
    /// The loopback addresses of IPv4.
    pub loopback: Setting,
    /// `--redirect-dns`.
    pub redirect_dns: bool,
    /// `--capture-all-dns`.
    pub capture_all_dns: bool,
    /// The resolvers of `/etc/resolv.conf`, IPv4.
    pub dns_servers_v4: Vec<String>,
    /// The same, IPv6.
    pub dns_servers_v6: Vec<String>,
    /// Whether packets that conntrack cannot place are dropped.
    pub drop_invalid: bool,
    /// Whether there are rules for IPv6 too.
    pub ipv6: bool,
    /// Why there are rules at all; stands behind every one of them.
    pub why: Option<CauseId>,
}

impl Default for Options {
    /// What the program assumes of itself (`DefaultConfig`): no port and no range is caught.
    fn default() -> Self {
        Self {
            proxy_port: Setting::own("15001"),
            inbound_capture_port: Setting::own("15006"),
            tunnel_port: Setting::own("15008"),
            proxy_uid: Setting::own("1337"),
            proxy_gid: Setting::own("1337"),
            mode: Setting::default(),
            tproxy_mark: Setting::own("1337"),
            inbound_ports: Setting::default(),
            excluded_inbound_ports: Setting::default(),
            outbound_ports: Setting::default(),
            excluded_outbound_ports: Setting::default(),
            outbound_ranges: Setting::default(),
            excluded_outbound_ranges: Setting::default(),
            outbound_owner_groups: Setting::own("*"),
            excluded_outbound_owner_groups: Setting::default(),
            virtual_interfaces: Setting::default(),
            excluded_interfaces: Setting::default(),
            loopback: Setting::own("127.0.0.1/32"),
            redirect_dns: false,
            capture_all_dns: false,
            dns_servers_v4: Vec::new(),
            dns_servers_v6: Vec::new(),
            drop_invalid: false,
            ipv6: false,
            why: None,
        }
    }
}

impl Options {
    /// What the injector's template passes:
    /// `-p 15001 -z 15006 -u 1337 -m REDIRECT -i * -x "" -b * -d 15090,15021,15020`.
    #[must_use]
    pub fn injected() -> Self {
        Self {
            mode: Setting::own("REDIRECT"),
            outbound_ranges: Setting::own("*"),
            inbound_ports: Setting::own("*"),
            excluded_inbound_ports: Setting::own("15090,15021,15020"),
            ..Self::default()
        }
    }

    /// The command line of istio-init, as the template writes it (`files/injection-template.yaml`).
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let words = self.flags().into_iter().flat_map(|(flag, setting)| [flag.to_owned(), setting.text.clone()]);
        ["istio-iptables".to_owned()].into_iter().chain(words).collect()
    }

    /// The places of [`Self::arguments`] that somebody wrote, and the lines.
    #[must_use]
    pub fn argument_causes(&self) -> Vec<(usize, CauseId)> {
        let values = (2..).step_by(2).zip(self.flags());
        values.filter_map(|(place, (_, setting))| Some((place, setting.why?))).collect()
    }

    /// The flags that are always there, then those that are there when somebody set them.
    fn flags(&self) -> Vec<(&'static str, &Setting)> {
        let always = [
            ("-p", &self.proxy_port),
            ("-z", &self.inbound_capture_port),
            ("-u", &self.proxy_uid),
            ("-m", &self.mode),
            ("-i", &self.outbound_ranges),
            ("-x", &self.excluded_outbound_ranges),
            ("-b", &self.inbound_ports),
            ("-d", &self.excluded_inbound_ports),
        ];
        let written = [
            ("-q", &self.outbound_ports),
            ("-o", &self.excluded_outbound_ports),
            ("-k", &self.virtual_interfaces),
            ("-c", &self.excluded_interfaces),
        ];
        let written = written.into_iter().filter(|(_, setting)| !setting.is_empty());
        always.into_iter().chain(written).collect()
    }

    /// Whether DNS is caught; with neither resolvers nor `CAPTURE_ALL_DNS` it is not, whatever was asked (`Run`).
    pub(super) const fn captures_dns(&self) -> bool {
        let somewhere = self.capture_all_dns || !self.dns_servers_v4.is_empty() || !self.dns_servers_v6.is_empty();
        self.redirect_dns && somewhere
    }

    pub(super) fn is_tproxy(&self) -> bool {
        self.mode.text == "TPROXY"
    }
}
