{#-
    Creates the SQL function name_key(name), before anything runs: the key two spellings of one name share. NFC, lower case, one style of
    tone marks, one word for people's committees, no punctuation.

    Tone marks stand on the other vowel in half of all papers (hoà and hòa, uỷ and ủy). The key needs only the same answer for both,
    so every pair is replaced wherever it stands. A function of the database, because fifteen replacements written out at each use
    are more than a reader, or a linter, can follow.
-#}
{% macro create_name_key() -%}
    {%- set pairs = [
        ("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"),
        ("oè", "òe"), ("oé", "óe"), ("oẻ", "ỏe"), ("oẽ", "õe"), ("oẹ", "ọe"),
        ("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"), ("uỵ", "ụy"),
        ("ủy ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"), ("mặt trận tổ quốc", "mttq"),
    ] -%}
    {%- set expression = namespace(sql="lower(nfc_normalize(name))") -%}
    {%- for old, new in pairs -%}
        {%- set expression.sql = "replace(" ~ expression.sql ~ ", '" ~ old ~ "', '" ~ new ~ "')" -%}
    {%- endfor -%}
    create or replace macro main.name_key(name) as
        nullif(trim(regexp_replace({{ expression.sql }}, '[^\p{L}\p{M}\p{N}]+', ' ', 'g')), '')
{%- endmacro %}
