{#
    Texts as keys: what looks the same to people is the same. What people are shown stays as it came.
#}

{#
    Full-width letters, digits and marks, as East Asian keyboards write them, in ASCII; so is the curly apostrophe. A text
    with as many bytes as letters has none, and most texts are so.
#}
{% macro half_width(text) -%}
    case
        when bit_length({{ text }}) = 8 * length({{ text }}) then {{ text }}
        else translate(
            {{ text }},
            '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　。’',
            '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~ .'''
        )
    end
{%- endmacro %}


{#
    An e-mail address: lower case, without blanks, invisible characters and whatever a text puts around it (\x27 is the
    apostrophe). Null where nothing is left.
#}
{% macro normalised_email(email) -%}
    {%- set visible = replace_all(half_width(email), "[\\s\\p{Z}\\p{C}]", "") -%}
    {%- set bare = replace_all(visible, "^(mailto:)?[<\"\\x27“”„‘‚«»‹›]*|[>\"\\x27“”‘‚«»‹›.,;:]+$", "") -%}
    nullif(lower({{ composed(bare) }}), '')
{%- endmacro %}


{# A name: lower case, single blanks, without invisible characters. Null where nothing is left. #}
{% macro normalised_name(name) -%}
    {%- set visible = replace_all(half_width(name), "\\p{Cf}", "") -%}
    nullif(lower(trim({{ composed(replace_all(visible, "[\\s\\p{Z}]+", " ")) }})), '')
{%- endmacro %}


{# The digits of a phone number. #}
{% macro phone_digits(phone) -%}
    {{ replace_all(phone, "[^0-9]+", "") }}
{%- endmacro %}


{# A word of a CRM as seeds write it: lower case, blanks for underscores. #}
{% macro spelling_of(word) -%}
    replace(lower(trim({{ word }})), '_', ' ')
{%- endmacro %}


{# A deal stage so. HubSpot's are told with their pipeline in brackets, which is no part of the word. #}
{% macro spelling_of_deal_stage(stage) -%}
    trim({{ spelling_of("regexp_replace(" ~ stage ~ ", '[(][^()]*[)]$', '')") }})
{%- endmacro %}


{# Letters without their accents, as keyboards without them write. #}
{% macro without_accents(text) -%}
    translate(
        {{ text }},
        'áàâãäåéèêëíìîïóòôõöúùûüçñ',
        'aaaaaaeeeeiiiiooooouuuucn'
    )
{%- endmacro %}


{#
    The words of a job title or a keyword: without accents and gendered endings (`Diretor(a)`, `Leiter:in`, `Jefe/a`), marks being
    blanks.
#}
{% macro title_words(text) -%}
    {%- set plain = without_accents(normalised_name(text)) -%}
    {%- set ungendered = replace_all(plain, "[(/*:_] ?(innen|in|as|a|os|o|r)\\b[)]?", "") -%}
    trim({{ replace_all(ungendered, "[^\\p{L}\\p{N}]+", " ") }})
{%- endmacro %}
