"""Lets the local AWS query large partitions as fast as small ones, as DynamoDB does."""

import bisect
import copy
import re
import sys

from ministack.services import dynamodb


class Partition(dict):
    """The items of a partition by sort key, with their keys in order. A query sees only the items that it asks for."""

    def __init__(self):
        super().__init__()
        self.keys_in_order = []
        self.asked = None

    def __setitem__(self, key, item):
        if key not in self:
            bisect.insort(self.keys_in_order, key)
        super().__setitem__(key, item)

    def __delitem__(self, key):
        self.pop(key)

    def __deepcopy__(self, memo):
        return copy.deepcopy(dict(self), memo)

    def pop(self, key, *default):
        if key in self:
            del self.keys_in_order[bisect.bisect_left(self.keys_in_order, key)]
        return super().pop(key, *default)

    def values(self):
        return super().values() if self.asked is None else [self[key] for key in self.asked]


set_item = dynamodb._set_item


def set_item_in_order(table, pk, sk, item):
    table["items"].setdefault(pk, Partition())
    return set_item(table, pk, sk, item)


dynamodb._set_item = set_item_in_order

query = dynamodb._query
range_of_keys = re.compile(
    r"pk = (?P<pk>:\w+)(?: AND (?:sk BETWEEN (?P<low>:\w+) AND (?P<high>:\w+)|begins_with\(sk, (?P<prefix>:\w+)\)))?"
)


def range_in(expression, values):
    """The partition of a key condition, and its first and last key; None if the condition is of another form or of
    other types."""
    found = range_of_keys.fullmatch(expression)
    if found is None or any("S" not in values.get(name, {}) for name in found.groups() if name):
        return None
    pk, low, high, prefix = (text(values, found[name]) for name in ("pk", "low", "high", "prefix"))
    return pk, low or prefix, high or prefix + chr(sys.maxunicode)


def query_range(data):
    """DynamoDB reads a range of keys in their order, up to the limit. MiniStack goes through the whole partition for each
    query, sorts it and compares every item: a search in a hundred thousand deliveries takes it half a minute."""
    table = dynamodb._tables.get(data.get("TableName"))
    asked = range_in(data.get("KeyConditionExpression") or "", data.get("ExpressionAttributeValues") or {})
    if not table or not asked or dynamodb._get_attr_type(table, "sk") != "S":
        return query(data)
    pk, first, last = asked
    items = table["items"].get(pk)
    if not isinstance(items, Partition):
        return query(data)
    items.asked = keys_asked(items.keys_in_order, data, (first, last))
    try:
        return query(data)
    finally:
        items.asked = None


def keys_asked(keys, data, span):
    """The keys from the first to the last of a span, after the one to start after, in the query's direction. A start
    outside the span is an invalid query, and found by MiniStack."""
    forward = data.get("ScanIndexForward", True)
    first, end = bisect.bisect_left(keys, span[0]), bisect.bisect_right(keys, span[1])
    after = text(data.get("ExclusiveStartKey") or {}, "sk")
    if after and forward:
        first = bisect.bisect_right(keys, after)
    elif after:
        end = bisect.bisect_left(keys, after)
    count = min(int(data.get("Limit") or len(keys)), end - first)
    return keys[first : first + count] if forward else keys[end - count : end]


def text(item, name):
    return item.get(name, {}).get("S", "")


dynamodb._query = query_range

evaluate_condition = dynamodb._evaluate_condition
last_read = (None, None, None)


def evaluate_as_before(expression, item, values, names, slot="ConditionExpression"):
    """MiniStack reads and checks an expression anew for each item. This is done once a query."""
    global last_read
    last_expression, last_values, is_met = last_read
    if expression is last_expression and values is last_values:
        return is_met(item)
    result = evaluate_condition(expression, item, values, names, slot)
    if expression:
        last_read = (expression, values, evaluator_of(expression, values, names))
    return result


def evaluator_of(expression, values, names):
    """Tells quickly whether an item meets an expression that was found to be valid."""
    asked = range_in(expression, values)
    if asked:
        # A query evaluates its key condition for items of the partition only.
        _, first, last = asked
        return lambda item: first <= text(item, "sk") <= last
    tokens = dynamodb._tokenize(expression)
    return lambda item: dynamodb._ExprEval(tokens, item, values, names).evaluate()


dynamodb._evaluate_condition = evaluate_as_before
