#include "config/table_reader.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace usher::config {

namespace {

std::string_view type_word(const toml::node& node) {
    switch (node.type()) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "a list";
    case toml::node_type::string:
        return "a string";
    case toml::node_type::integer:
        return "a whole number";
    case toml::node_type::floating_point:
        return "a number with a fraction";
    case toml::node_type::boolean:
        return "true or false";
    default:
        return "a date or time";
    }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
        }
    }
    return row.back();
}

} // namespace

void Errors::add(const toml::source_region& where, std::string what, std::string mend) {
    errors_.push_back({where.begin.line, where.begin.column, std::move(what), std::move(mend)});
}

void Errors::add_without_place(std::string what, std::string mend) {
    errors_.push_back({0, 0, std::move(what), std::move(mend)});
}

std::vector<Error> Errors::sorted() && {
    std::ranges::sort(errors_, {}, [](const Error& error) {
        return std::tuple(error.line, error.column, std::string_view(error.what));
    });
    return std::move(errors_);
}

TableReader::TableReader(const toml::table& table, std::string name, Errors& errors, UnknownKeys unknown)
    : table_(table), name_(std::move(name)), errors_(errors), unknown_(unknown) {}

TableReader::~TableReader() {
    for (const auto& [key, value] : table_) {
        if (expected_.contains(key.str())) {
            continue;
        }
        const auto near = suggestion(key.str(), expected_);
        std::string mend;
        if (near.empty()) {
            for (const auto& known : expected_) {
                mend += (mend.empty() ? "Known here: " : ", ") + known;
            }
            mend += ".";
        } else {
            mend = "Did you mean \"" + near + "\"?";
        }
        const bool named = unknown_ == UnknownKeys::named || !near.empty();
        errors_.add(key.source(), "unknown key " + (named ? "\"" + std::string(key.str()) + "\" " : "") + "in " + name_,
                    std::move(mend));
    }
}

const toml::node* TableReader::take(std::string_view key) {
    expected_.emplace(key);
    return table_.get(key);
}

toml::source_region TableReader::place(std::string_view key) const {
    const auto* node = table_.get(key);
    return node != nullptr ? node->source() : table_.source();
}

void TableReader::error_at(std::string_view key, std::string what, std::string mend) {
    errors_.add(place(key), std::move(what), std::move(mend));
}

void TableReader::error_at(std::string_view key, std::size_t element, std::string what, std::string mend) {
    const auto* list = table_.get(key) != nullptr ? table_.get(key)->as_array() : nullptr;
    const auto* node = list != nullptr ? list->get(element) : nullptr;
    errors_.add(node != nullptr ? node->source() : place(key), std::move(what), std::move(mend));
}

void TableReader::missing(std::string_view key, std::string mend) {
    errors_.add(table_.source(), name_ + " has no " + std::string(key), std::move(mend));
}

void TableReader::wrong_type(std::string_view key, const toml::node& node, std::string_view wanted) {
    errors_.add(node.source(),
                std::string(key) + " is " + std::string(type_word(node)) + ", not " + std::string(wanted),
                "Write " + std::string(key) + " as " + std::string(wanted) + ".");
}

std::optional<std::string> TableReader::string(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    auto value = node->value_exact<std::string>();
    if (!value) {
        wrong_type(key, *node, "a string");
    }
    return value;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto value = node->value_exact<bool>();
    if (!value) {
        wrong_type(key, *node, "true or false");
    }
    return value;
}

std::optional<int> TableReader::integer(std::string_view key, int least, int most) {
    const auto* node = take(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto value = node->value_exact<std::int64_t>();
    if (!value) {
        wrong_type(key, *node, "a whole number");
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        error_at(key, std::string(key) + " is " + std::to_string(*value),
                 "Use a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

std::optional<std::vector<std::string>> TableReader::strings(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto* array = node->as_array();
    if (array == nullptr) {
        wrong_type(key, *node, "a list of strings");
        return std::nullopt;
    }
    std::vector<std::string> values;
    for (const auto& element : *array) {
        if (auto value = element.value_exact<std::string>()) {
            values.push_back(std::move(*value));
        } else {
            errors_.add(element.source(),
                        "an element of " + std::string(key) + " is " + std::string(type_word(element)),
                        "Write every element as a string in quotes.");
        }
    }
    return values;
}

std::optional<std::chrono::seconds> TableReader::duration(std::string_view key) {
    const auto text = string(key);
    if (!text) {
        return std::nullopt;
    }
    const auto value = parse_duration(*text);
    if (!value) {
        error_at(key, "\"" + *text + "\" is no duration", "Write a number and s, m, h or d, for example \"30m\".");
    }
    return value;
}

std::optional<std::uint64_t> TableReader::size(std::string_view key) {
    const auto text = string(key);
    if (!text) {
        return std::nullopt;
    }
    const auto value = parse_size(*text);
    if (!value) {
        error_at(key, "\"" + *text + "\" is no size", "Write a number and K, M or G, for example \"10M\".");
    }
    return value;
}

std::optional<secret::Source> TableReader::secret(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const std::string name(key);
    const std::string mend =
        "Write " + name + " = { file = \"/path\" }, { env = \"NAME\" } or { credential = \"name\" }.";
    const auto* table = node->as_table();
    if (table == nullptr) {
        errors_.add(node->source(), name + " is a secret and may not stand in the configuration itself", mend);
        return std::nullopt;
    }
    TableReader reader(*table, name, errors_, UnknownKeys::hidden);
    std::optional<secret::Source> source;
    int named = 0;
    const std::pair<std::string_view, secret::Source::Kind> kinds[] = {
        {"file", secret::Source::Kind::file},
        {"env", secret::Source::Kind::environment},
        {"credential", secret::Source::Kind::credential}};
    for (const auto& [word, kind] : kinds) {
        if (auto value = reader.string(word)) {
            ++named;
            if (value->empty()) {
                reader.error_at(word, name + " names no source: " + std::string(word) + " is empty", mend);
            }
            source = secret::Source{kind, std::move(*value)};
        }
    }
    if (named != 1) {
        errors_.add(node->source(), name + " names " + (named == 0 ? "no source" : "more than one source"), mend);
        return std::nullopt;
    }
    return source;
}

const toml::table* TableReader::table(std::string_view key) {
    const auto* node = take(key);
    if (node == nullptr) {
        return nullptr;
    }
    const auto* table = node->as_table();
    if (table == nullptr) {
        const bool many = node->is_array_of_tables();
        errors_.add(node->source(), std::string(key) + (many ? " appears as a list of tables" : " is no table"),
                    many ? "This version takes one: write [" + std::string(key) + "] once, in single brackets."
                         : "Write [" + std::string(key) + "] on a line of its own.");
    }
    return table;
}

std::vector<const toml::table*> TableReader::tables(std::string_view key) {
    const auto* node = take(key);
    std::vector<const toml::table*> all;
    if (node == nullptr) {
        return all;
    }
    const auto* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_array_of_tables())) {
        errors_.add(node->source(), std::string(key) + " is no list of tables",
                    "Write [[" + std::string(key) + "]] in double brackets before each.");
        return all;
    }
    for (const auto& element : *array) {
        all.push_back(element.as_table());
    }
    return all;
}

std::string suggestion(std::string_view word, const std::set<std::string, std::less<>>& candidates) {
    std::string best;
    std::size_t nearest = std::max<std::size_t>(2, word.size() / 3) + 1;
    if (word.size() > 64) {
        return best;
    }
    for (const auto& candidate : candidates) {
        const auto distance = edit_distance(word, candidate);
        if (distance < nearest) {
            nearest = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace usher::config
