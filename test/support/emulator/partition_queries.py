"""Queries partitions of the local AWS's table, and prints what a test checks as JSON."""

import json
import random
import sys

sys.path.insert(0, sys.argv[1])
import fast_queries
from ministack.services import dynamodb

names = {"pk": "HASH", "sk": "RANGE"}
table = "partitions"
dynamodb._create_table(
    {
        "TableName": table,
        "KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in names.items()],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "BillingMode": "PAY_PER_REQUEST",
    }
)


def key(pk, sk):
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def put(pk, sk):
    dynamodb._put_item({"TableName": table, "Item": {**key(pk, sk), "isEven": {"BOOL": sk[-1] in "02468"}}})


def asked(pk, condition="", values={}, **rest):
    return {
        "TableName": table,
        "KeyConditionExpression": f"pk = :pk{condition}",
        "ExpressionAttributeValues": {":pk": {"S": pk}, **{name: {"S": value} for name, value in values.items()}},
        **rest,
    }


def calls_of(data):
    """The functions that MiniStack calls for a query: unlike its time, they are always the same."""
    calls = []

    def note(frame, event, arg):
        if event == "call":
            calls.append(frame.f_code.co_name)

    sys.setprofile(note)
    status, _, _ = dynamodb._query(data)
    sys.setprofile(None)
    assert status == 200
    return calls


def work(size):
    """The calls for pages from the middle of a partition, in both directions."""
    pk = f"of {size}"
    for number in range(size):
        dynamodb._set_item(dynamodb._tables[table], pk, f"{number:06}", key(pk, f"{number:06}"))
    middle = f"{size // 2:06}"
    span = {"condition": " AND sk BETWEEN :low AND :high", "values": {":low": "000000", ":high": "999999"}}
    return [
        len(calls_of(asked(pk, Limit=10, ScanIndexForward=forward, ExclusiveStartKey=key(pk, middle), **ranged)))
        for forward in (True, False)
        for ranged in ({}, span, {"condition": " AND begins_with(sk, :prefix)", "values": {":prefix": "0"}})
    ]


def parses(limit):
    """How often expressions are parsed for a page of so many items."""
    filtered = asked("of 100", Limit=limit, FilterExpression="attribute_not_exists(gone)")
    return calls_of(filtered).count("_tokenize")


def some_query():
    """A query as our adapters make it, of a partition that was just changed."""
    sort = lambda: f"{random.randrange(40):02}"
    for _ in range(3):
        if random.random() < 0.6:
            put("changing", sort())
        else:
            dynamodb._delete_item({"TableName": table, "Key": key("changing", sort())})
    low, high = sorted((sort(), sort()))
    condition, values = random.choice(
        [
            ("", {}),
            (" AND sk BETWEEN :low AND :high", {":low": low, ":high": high}),
            (" AND begins_with(sk, :prefix)", {":prefix": random.choice("0123")}),
            (" AND sk <= :high", {":high": high}),
        ]
    )
    rest = {"ScanIndexForward": random.random() < 0.5}
    if random.random() < 0.7:
        rest["Limit"] = random.randrange(1, 12)
    if random.random() < 0.5:
        rest["ExclusiveStartKey"] = key("changing", sort())
    if random.random() < 0.4:
        rest["FilterExpression"] = "isEven = :even"
    data = asked("changing", condition, values, **rest)
    if "FilterExpression" in rest:
        data["ExpressionAttributeValues"][":even"] = {"BOOL": True}
    return data


def ministack_answer(data):
    patched, dynamodb._evaluate_condition = dynamodb._evaluate_condition, fast_queries.evaluate_condition
    answer = fast_queries.query(data)
    dynamodb._evaluate_condition = patched
    return answer


def differences(count):
    """Queries that MiniStack alone answers differently."""
    random.seed(1)
    queries = (some_query() for _ in range(count))
    return [data for data in queries if dynamodb._query(data) != ministack_answer(data)]


work(10)  # So that all is loaded.
results = {"small": work(100), "large": work(2_000), "differences": differences(500)}
print(json.dumps({**results, "parses": [parses(10), parses(90)]}))
