"""The command `fengjing stories`: the number of stories in a demo database, and on request their answers."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import actor, database, now, opened, plain_errors
from core.engine import Engine
from core.store.store import Store
from core.time.days import minute_text
from seed.plan_store import FillError, stored_plan
from seed.stories.answers import answer
from seed.stories.reveal import show, shown_answers
from seed.stories.seen import sightings


@click.command("stories")
@database
@click.option("--answers", is_flag=True, help="揭晓答案：逐个印出，并记下何时揭晓")
def stories_command(db: Path, answers: bool) -> None:
    """演示库里埋了几个故事；不加 --answers 不说是什么。"""
    with plain_errors(), opened(db, read_only=not answers) as store:
        try:
            _print_stories(store, answers)
        except FillError as error:
            raise click.ClickException(str(error)) from error


def _print_stories(store: Store, answers: bool) -> None:
    plan = stored_plan(store)
    if not plan.stories:
        click.echo("没有埋故事。")
        return
    if answers:
        show(store, list(range(len(plan.stories))), actor=actor(), now=now())
    revealed_at = shown_answers(store)
    sightings_of_stories = sightings(Engine(store), plan.as_of, plan.stories) if answers else []
    for number, story in enumerate(plan.stories):
        state = f"已于 {minute_text(revealed_at[number])} 揭晓" if number in revealed_at else "未揭晓"
        click.echo(f"第 {number + 1} 个故事（{state}）")
        if answers:
            click.echo(f"{answer(plan, story).text}\n产品怎么说：{sightings_of_stories[number].text}\n")
    if not answers:
        click.echo("看答案请加 --answers，揭晓会留痕。")
