{#-
    Creates the SQL function name_key(name), before anything runs: the key two spellings of one name share. NFC, lower case, one style of
    tone marks, one word for people's committees, no punctuation.

    Tone marks of open syllables stand on either vowel, in half of all papers on the other one (hòa and hoà, ủy and uỷ). The key has them on
    the second vowel, where closed syllables (hoàn) have them anyway. A function of the database, because fifteen replacements written
    out at each use are more than a reader, or a linter, can follow.
-#}
{% macro create_name_key() -%}
    {%- set pairs = [
        ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
        ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
        ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
        ("uỷ ban nhân dân", "ubnd"), ("hội đồng nhân dân", "hđnd"), ("mặt trận tổ quốc", "mttq"),
    ] -%}
    {%- set expression = namespace(sql="lower(nfc_normalize(name))") -%}
    {%- for old, new in pairs -%}
        {%- set expression.sql = "replace(" ~ expression.sql ~ ", '" ~ old ~ "', '" ~ new ~ "')" -%}
    {%- endfor -%}
    create or replace macro main.name_key(name) as
        nullif(trim(regexp_replace({{ expression.sql }}, '[^\p{L}\p{M}\p{N}]+', ' ', 'g')), '')
{%- endmacro %}
