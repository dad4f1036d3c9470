//! A line of iptables-save read back: what it asks of a packet and what it does, as far as the picture of a Service
//! needs it.

/// A rule, read back from its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RuleLine {
    /// `-d`.
    pub(crate) destination: Option<String>,
    /// `-p`.
    pub(crate) protocol: Option<String>,
    /// `--dport`.
    pub(crate) port: Option<u16>,
    /// Who must have sent the packet.
    pub(crate) who: Option<Who>,
    /// `-m statistic --mode random --probability`.
    pub(crate) probability: Option<f64>,
    /// The number of ways that are left where one is drawn, this one included.
    pub(crate) one_of: Option<usize>,
    /// `-m recent --rcheck --seconds`.
    pub(crate) remembers: Option<u32>,
    /// `--comment`.
    pub(crate) comment: String,
    /// `-j` or `-g`; empty where the rule only counts.
    pub(crate) target: String,
    /// `--to-destination`.
    pub(crate) to: Option<String>,
}

/// Who a rule is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum Who {
    /// Those with a source address in that range.
    From(String),
    /// Those with a source address outside of that range.
    Outside(String),
    /// The node's own processes.
    ThisNode,
}

impl RuleLine {
    /// Reads a line.
    pub(crate) fn read(text: &str) -> Self {
        let mut line = Self::default();
        let (mut negated, mut checks) = (false, false);
        let mut words = words(text).into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "!" => {
                    negated = true;
                    continue;
                }
                "--rcheck" => checks = true,
                "--seconds" if checks => line.remembers = words.next().and_then(|word| word.parse().ok()),
                "-A" | "-m" => drop(words.next()),
                option => line.take(option, negated, &mut words),
            }
            negated = false;
        }
        line
    }

    fn take(&mut self, option: &str, negated: bool, words: &mut impl Iterator<Item = String>) {
        let mut next = || words.next().unwrap_or_default();
        match option {
            "-s" if negated => self.who = Some(Who::Outside(next())),
            "-s" => self.who = Some(Who::From(next())),
            "--src-type" if next() == "LOCAL" && !negated => self.who = Some(Who::ThisNode),
            "-d" if !negated => self.destination = Some(next()),
            "-p" => self.protocol = Some(next()),
            "--dport" => self.port = next().parse().ok(),
            "--probability" => self.probability = next().parse().ok(),
            "--comment" => self.comment = next(),
            "-j" | "-g" => self.target = next(),
            "--to-destination" => self.to = Some(next()),
            _ => {}
        }
    }

    /// The service port that kube-proxy's comment names, `default/web:http`.
    pub(crate) fn service_port(&self) -> Option<&str> {
        let first = self.comment.split(' ').next()?;
        let is_name = first.split_once('/').is_some_and(|(namespace, name)| !namespace.is_empty() && !name.is_empty());
        is_name.then_some(first)
    }

    /// Whether it ends the road of whatever it matches.
    pub(crate) fn refuses(&self) -> bool {
        self.target == "REJECT" || self.target == "DROP"
    }
}

/// The words of a line; quoted ones may hold blanks, and a backslash keeps the next character as it is.
fn words(text: &str) -> Vec<String> {
    let (mut all, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => (quoted, begun) = (!quoted, true),
            '\\' if quoted => word.extend(letters.next()),
            ' ' if !quoted => {
                if begun {
                    all.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            letter => {
                word.push(letter);
                begun = true;
            }
        }
    }
    if begun {
        all.push(word);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_as_far_as_a_picture_needs_it() {
        let line = RuleLine::read(
            "-A KUBE-SERVICES -d 10.10.1.102/32 -p tcp -m comment --comment \"default/web:http cluster IP\" -m tcp --dport 8080 -j KUBE-SVC-X",
        );
        let wanted = RuleLine {
            destination: Some("10.10.1.102/32".into()),
            protocol: Some("tcp".into()),
            port: Some(8080),
            comment: "default/web:http cluster IP".into(),
            target: "KUBE-SVC-X".into(),
            ..RuleLine::default()
        };
        assert_eq!(line, wanted);
        assert_eq!(line.service_port(), Some("default/web:http"));
    }

    #[test]
    fn a_negation_is_of_the_one_option_behind_it() {
        let line = RuleLine::read("-A C ! -s 10.10.0.0/16 -d 10.0.0.1/32 -j KUBE-MARK-MASQ");
        assert_eq!(line.who, Some(Who::Outside("10.10.0.0/16".into())));
        assert_eq!(line.destination.as_deref(), Some("10.0.0.1/32"));
        let line = RuleLine::read("-A C -m addrtype --dst-type LOCAL ! -d 127.0.0.0/8 -j D");
        assert_eq!((line.destination, line.who), (None, None));
    }

    #[test]
    fn a_memory_is_what_is_checked_and_not_what_is_set() {
        let line = RuleLine::read("-A C -m recent --rcheck --seconds 10800 --reap --name K --mask 255 --rsource -j K");
        assert_eq!(line.remembers, Some(10800));
        let line = RuleLine::read("-A C -m recent --set --name K -j DNAT --to-destination 10.0.0.1:80");
        assert_eq!((line.remembers, line.to.as_deref()), (None, Some("10.0.0.1:80")));
    }

    #[test]
    fn comments_that_name_no_service_name_none() {
        for text in
            ["-A C -m comment --comment \"kubernetes service portals\" -j D", "-A C -m comment --comment / -j D", ""]
        {
            assert_eq!(RuleLine::read(text).service_port(), None, "{text}");
        }
    }
}
