//! Loading a script, as `nft -f` does: in one transaction. With one thing wrong, nothing of it is in force.

use super::check;
use super::lex::{self, Token};
use super::parse::{Loader, Wrong};
use super::problem::NftRefusal;
use super::table::Ruleset;
use super::text::NftScript;
use super::transaction::Transaction;
use crate::netns::Netns;
use malla_trace::CauseId;
use std::sync::Arc;

impl Netns {
    /// Runs the commands of a script (`nft -f`). All that is wrong is told, and then nothing is changed. Connections, and
    /// what packets put into sets that stay, are kept.
    pub fn load_nft(&mut self, script: &NftScript) -> Vec<NftRefusal> {
        let tokens = match tokens(script) {
            Ok(tokens) => tokens,
            Err(wrong) => return vec![refusal(script, wrong)],
        };
        let whys: Vec<CauseId> = script.lines.iter().map(|line| line.why).collect();
        let before = Transaction { rules: Ruleset::clone(&self.nft), flushed: vec![] };
        let mut loader = Loader::new(&tokens, before, (&whys, self.laws.nat));
        loader.run();
        let Loader { transaction, mut wrongs, .. } = loader;
        if wrongs.is_empty() {
            let faults = check::faults(&transaction.rules);
            wrongs.extend(faults.into_iter().map(|fault| locate(&tokens, fault)));
        }
        if wrongs.is_empty() {
            self.adopt(transaction);
        }
        wrongs.into_iter().map(|wrong| refusal(script, wrong)).collect()
    }

    /// Puts the new rule set into force.
    fn adopt(&mut self, Transaction { mut rules, flushed }: Transaction) {
        rules.seat();
        flushed.into_iter().for_each(|set| self.nft_state.flush(set));
        self.nft_state.keep(&rules);
        self.nft = Arc::new(rules);
    }
}

fn tokens(script: &NftScript) -> Result<Vec<Token<'_>>, Wrong> {
    let mut all = vec![];
    for (line, text) in (0..).zip(&script.lines) {
        let tokens = lex::line(&text.text, line);
        all.extend(tokens.map_err(|(column, problem)| Wrong { line, column, problem })?);
    }
    Ok(all)
}

/// A fault of the whole is told where its chain is first named.
fn locate(tokens: &[Token<'_>], (chain, problem): check::Fault) -> Wrong {
    let token = tokens.iter().find(|token| token.text == &*chain);
    token.map_or_else(
        || Wrong { line: 0, column: 1, problem: problem.clone() },
        |token| Wrong { line: token.line, column: token.column, problem: problem.clone() },
    )
}

fn refusal(script: &NftScript, Wrong { line, column, problem }: Wrong) -> NftRefusal {
    let last = script.lines.len().saturating_sub(1);
    let index = usize::try_from(line).unwrap_or(usize::MAX).min(last);
    let text = script.lines.get(index).map_or(String::new(), |line| line.text.clone());
    NftRefusal { line_no: u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1), column, text, problem }
}
