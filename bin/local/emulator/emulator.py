"""Runs the local AWS, with what AWS does and MiniStack does not."""

import json
import os
import signal
import threading
import time
import traceback

import fast_queries  # noqa: F401  (changes the table service)
from ministack.app import main
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import cloudwatch, dynamodb, lambda_svc, ses_v2, sns
from ministack.services.cloudformation import provisioners


def end_with_parent():
    """Ends the whole group as soon as standard input closes: that happens when the process that started it is gone,
    even by SIGKILL, so that nothing is ever left behind."""
    os.read(0, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def may_publish(topic_arn):
    """Whether the topic's own policy lets CloudWatch publish for an alarm of the account."""
    policy, account = sns.topic_policy_for_arn(topic_arn) or ("", "")
    call = EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="sns:Publish",
        resource_arn=topic_arn,
        region=topic_arn.split(":")[3],
        # AWS's own services speak TLS.
        secure_transport=True,
        service_context={"aws:sourceaccount": account, "aws:sourceowner": account},
    )
    return bool(policy) and evaluate_resource_policy(policy, call, service="cloudwatch.amazonaws.com").decision == "Allow"


dispatch_actions = cloudwatch._dispatch_alarm_actions
fields = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def dispatch_and_record(alarm, old_state, new_state, reason):
    """CloudWatch keeps what became of each action in the alarm's history, and acts only where the topic allows it."""
    field = fields.get(new_state, "AlarmActions")
    actions = alarm.get(field) or []
    allowed = [action for action in actions if may_publish(action)]
    dispatch_actions({**alarm, field: allowed}, old_state, new_state, reason)
    for action in actions:
        succeeded = action in allowed
        cloudwatch._history_entries().append(
            {
                "AlarmName": alarm["AlarmName"],
                "AlarmType": "MetricAlarm",
                "Timestamp": cloudwatch._ts_iso(time.time()),
                "HistoryItemType": "Action",
                "HistorySummary": f"Successfully executed action {action}"
                if succeeded
                else f"Failed to execute action {action}. Received error: not authorized to perform SNS:Publish",
                "HistoryData": json.dumps(
                    {"actionState": "Succeeded" if succeeded else "Failed", "notificationResource": action}
                ),
            }
        )


cloudwatch._dispatch_alarm_actions = dispatch_and_record

create_identity = provisioners._RESOURCE_HANDLERS["AWS::SES::EmailIdentity"]["create"]


def create_identity_with_records(logical_id, props, stack_name):
    """CloudFormation tells the DNS records that SES wants to see for a domain."""
    identity, attributes = create_identity(logical_id, props, stack_name)
    for number, token in enumerate(ses_v2._dkim_tokens(identity), start=1):
        attributes[f"DkimDNSTokenName{number}"] = f"{token}._domainkey.{identity}"
        attributes[f"DkimDNSTokenValue{number}"] = f"{token}.dkim.amazonses.com"
    return identity, attributes


provisioners._RESOURCE_HANDLERS["AWS::SES::EmailIdentity"]["create"] = create_identity_with_records


def item_of(table, parsed):
    """The item that a PartiQL statement names, as it is now."""
    if parsed["op"] == "INSERT":
        item = parsed["item"].get("M", parsed["item"])
        pk, sk = (dynamodb._extract_key_val(item[table[name]]) for name in ("pk_name", "sk_name"))
    else:
        pk, sk, _, _ = dynamodb._partiql_key_target(table, parsed)
    return table["items"].get(pk, {}).get(sk)


def with_stream_record(write):
    """Changes by PartiQL are in a table's stream, as all others are."""

    def write_and_tell(table, parsed, *rest):
        before = item_of(table, parsed)
        answer = write(table, parsed, *rest)
        after = item_of(table, parsed)
        kind = "REMOVE" if after is None else "MODIFY" if before else "INSERT"
        if after is not before:
            dynamodb._emit_stream_event(table["TableName"], kind, before, after)
        return answer

    return write_and_tell


for name in ("_partiql_insert", "_partiql_update", "_partiql_delete"):
    setattr(dynamodb, name, with_stream_record(getattr(dynamodb, name)))

execute_function = lambda_svc._execute_function


def execute_with_window(function, event):
    """Lambda tells a function that reads a stream in windows which shard it is, and counts an answer without a state as
    a failure."""
    records = event.get("Records") if isinstance(event, dict) else None
    if not records or records[0].get("eventSource") != "aws:dynamodb":
        return execute_function(function, event)
    result = execute_function(function, {**event, "shardId": "shardId-00000001414576573621-f55eea83", "state": {}})
    if not result.get("error") and "state" not in (result.get("body") or {}):
        return {**result, "error": True, "log": "The function answered no state"}
    return result


lambda_svc._execute_function = execute_with_window
poll_streams = lambda_svc._poll_dynamodb_streams


def gather_and_poll_streams():
    """Lambda gathers a stream's records for as long as the batching window says, and beside all queues; a minute is two
    seconds here, as other waits are shortened."""
    while True:
        time.sleep(2)
        try:
            poll_streams()
        except Exception:
            traceback.print_exc()


lambda_svc._poll_dynamodb_streams = lambda: False
threading.Thread(target=end_with_parent, daemon=True).start()
threading.Thread(target=gather_and_poll_streams, daemon=True).start()
main()
