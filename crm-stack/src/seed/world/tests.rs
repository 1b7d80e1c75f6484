//! The world is the same for the same seed, hangs together, and follows its ground truth.

use super::ground_truth::{conversion_probability, win_probability};
use super::lead::LONGEST_CONVERSION_DAYS;
use super::{DAY_MS, Deal, DealState, Place, World};

fn world(deals: u64) -> World {
    World { seed: 42, deals, as_of_ms: 1_795_132_800_000, owners: 5, open_stages: 4, lost_reasons: 6 }
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let print = |world: World| format!("{:?}", world.all_deals().collect::<Vec<_>>());
    assert_eq!(print(world(300)), print(world(300)));
    assert_ne!(print(world(300)), print(World { seed: 43, ..world(300) }));
}

#[test]
fn deals_pass_through_the_stages_in_order_and_in_time() {
    let world = world(3_000);
    let mut seen = [0_u32; 3];
    for deal in world.all_deals() {
        assert_eq!(
            deal.stays.first().map(|(place, at)| (*place, *at)),
            Some((Place::Open(0), deal.made_at_ms))
        );
        assert!(deal.stays.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{deal:?}");
        assert!(deal.stays.iter().all(|(_, at)| *at <= world.as_of_ms));
        let last = deal.stays.last().map(|(place, _)| *place);
        match deal.state {
            DealState::Open => assert!(matches!(last, Some(Place::Open(_)))),
            DealState::Won => assert_eq!(last, Some(Place::Won)),
            DealState::Lost { reason } => assert!(last == Some(Place::Lost) && reason < 6),
        }
        seen[match deal.state {
            DealState::Open => 0,
            DealState::Won => 1,
            DealState::Lost { .. } => 2,
        }] += 1;
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

#[test]
fn activities_lie_between_start_and_end_of_their_deal() {
    let world = world(2_000);
    for deal in world.all_deals() {
        for activity in world.activities_of(&deal) {
            assert!(activity.occurred_at_ms >= deal.made_at_ms);
            assert!(activity.done_at_ms().is_none_or(|done| done <= world.as_of_ms));
        }
    }
}

#[test]
fn ids_carry_their_time_and_do_not_repeat() {
    let world = world(5_000);
    let mut ids: Vec<_> = world.all_deals().map(|deal| deal_id(&world, &deal)).collect();
    assert!(ids.iter().all(|id| id.get_version_num() == 7));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5_000);
}

fn deal_id(world: &World, deal: &Deal) -> uuid::Uuid {
    world.id(super::Purpose::Deal, deal.index, deal.made_at_ms)
}

/// Sorts cases by probability, and compares the expected with the observed number in each tenth.
fn follows(mut cases: Vec<(f64, bool)>) {
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tenth = cases.len() / 10;
    assert!(tenth > 1_000);
    for group in cases.chunks(tenth).filter(|group| group.len() == tenth) {
        let expected: f64 = group.iter().map(|(probability, _)| probability).sum();
        let variance: f64 = group.iter().map(|(probability, _)| probability * (1.0 - probability)).sum();
        let observed = group.iter().filter(|(_, happened)| *happened).count() as f64;
        let deviations = (observed - expected).abs() / variance.sqrt();
        assert!(deviations < 4.0, "expected {expected:.0}, observed {observed}: {deviations:.1} deviations");
    }
}

#[test]
fn wins_among_closed_deals_follow_the_ground_truth() {
    let cases = world(40_000).all_deals().filter(|deal| deal.state != DealState::Open);
    follows(cases.map(|deal| (win_probability(&deal.facts()), deal.state == DealState::Won)).collect());
}

#[test]
fn conversions_of_settled_leads_follow_the_ground_truth() {
    let world = world(40_000);
    let settled_before = world.as_of_ms - LONGEST_CONVERSION_DAYS * DAY_MS;
    let cases = world.all_leads().filter(|(lead, _)| lead.made_at_ms < settled_before);
    follows(
        cases
            .map(|(lead, conversion)| (conversion_probability(&lead.facts()), conversion.is_some()))
            .collect(),
    );
}

#[test]
fn probabilities_are_spread_so_that_models_have_something_to_learn() {
    let probabilities: Vec<_> = world(5_000).all_deals().map(|deal| win_probability(&deal.facts())).collect();
    let extreme = probabilities.iter().filter(|p| **p < 0.3 || **p > 0.7).count();
    assert!(extreme > 1_000, "{extreme}");
}
