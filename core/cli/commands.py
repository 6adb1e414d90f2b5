"""All commands of core, to be added to the group."""

from __future__ import annotations

from core.cli.audit import audit_command
from core.cli.backup import backup_command, restore_command
from core.cli.batch import batch_group
from core.cli.board import board_group
from core.cli.board_files import build_command, facts_group
from core.cli.boundaries import boundaries_command
from core.cli.bulletin import bulletin_group
from core.cli.bulletin_draft import DRAFT_COMMANDS
from core.cli.bulletin_rules import bulletin_template_command, rules_command, sentences_command
from core.cli.bulletin_run import run_command as bulletin_run_command
from core.cli.campaign import campaign_command
from core.cli.catalogue import catalogue_group
from core.cli.compare import compare_command
from core.cli.contest import contest_command
from core.cli.data import check_command, init_command, template_command
from core.cli.doctor import doctor_command
from core.cli.expect import expect_command
from core.cli.import_command import import_command
from core.cli.index import index_command, publish_command, published_command
from core.cli.instruct import instruct
from core.cli.kiosks import kiosk_group
from core.cli.kpi import kpi_command
from core.cli.log_aside import log_aside_command
from core.cli.mapping import mapping_group
from core.cli.month_chart import months_command
from core.cli.pace import pace_command
from core.cli.policy import policy_group
from core.cli.service import service_group
from core.cli.signals import signals_command
from core.cli.single_sign_on import sso_group
from core.cli.slip import slip_command
from core.cli.source import source_group
from core.cli.state import state_group
from core.cli.trail import trail_group
from core.cli.unit import unit_group
from core.cli.user_security import totp_command, unlock_command
from core.cli.users import user_group

for command in (
    *DRAFT_COMMANDS,
    rules_command,
    sentences_command,
    bulletin_template_command,
    bulletin_run_command,
):
    bulletin_group.add_command(command)

COMMANDS = (
    init_command,
    template_command,
    import_command,
    batch_group,
    unit_group,
    mapping_group,
    source_group,
    check_command,
    doctor_command,
    service_group,
    backup_command,
    restore_command,
    log_aside_command,
    facts_group,
    build_command,
    board_group,
    state_group,
    boundaries_command,
    catalogue_group,
    kpi_command,
    compare_command,
    contest_command,
    expect_command,
    pace_command,
    months_command,
    campaign_command,
    bulletin_group,
    index_command,
    publish_command,
    published_command,
    signals_command,
    instruct,
    slip_command,
    audit_command,
    user_group,
    policy_group,
    trail_group,
    kiosk_group,
    sso_group,
)
for command in (totp_command, unlock_command):
    user_group.add_command(command)
