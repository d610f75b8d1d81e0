//! The golden games for another machine: one function that Node calls on wasm32.
//!
//! May live here: that function. Must never live here: which games (`league::lab::golden`).

/// The hash of game `n` of rule set `set`.
#[expect(unsafe_code, reason = "only an exported name can be called; no memory is shared")]
#[unsafe(no_mangle)]
pub extern "C" fn golden_hash(set: u32, n: u32) -> u64 {
    let n = u16::try_from(n).unwrap_or(0);
    league::lab::golden::hash(&league::lab::golden::game(set as usize, n))
}
