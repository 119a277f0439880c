#include <algorithm>
#include <string_view>
#include <vector>

#include "text/codepoints.hpp"
#include "text/secret_scan.hpp"
#include "text/secret_value.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

constexpr std::size_t most_columns = 24;
constexpr std::size_t longest_heading = 40;
constexpr int most_odd_rows = 1; // A ruler such as |---|---| under the headings.

struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
};

using Row = std::vector<Cell>;

Row split(std::string_view text, std::size_t begin, std::size_t end, char separator) {
    Row row;
    auto from = begin;
    for (auto i = begin; i <= end && row.size() <= most_columns; ++i) {
        if (i == end || text[i] == separator) {
            auto first = from;
            auto last = i;
            while (first < last && is_space(text[first])) {
                ++first;
            }
            while (last > first && is_space(text[last - 1])) {
                --last;
            }
            row.push_back({first, last});
            from = i + 1;
        }
    }
    return row;
}

/// Commas and semicolons also stand in sentences: between them a heading is one word.
bool is_heading_cell(std::string_view lower, char separator) {
    const bool in_prose = separator == ',' || separator == ';';
    const auto blanks = std::ranges::count(lower, ' ');
    return blanks <= (in_prose ? 0 : 3) && lower.size() <= longest_heading && std::ranges::all_of(lower, [](char c) {
               return is_letter(c) || is_not_ascii(c) || is_blank(c) || c == '-' || c == '_' || c == '/' || c == '.' ||
                      c == '(' || c == ')' || c == '\'' || c == '*';
           });
}

bool names_secret(std::string_view lower) {
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const auto keyword = keyword_at(lower.substr(i));
        if (keyword && (i == 0 || !is_letter(lower[i - 1]))) {
            return i + keyword->word.size() == lower.size() || !is_letter(lower[i + keyword->word.size()]);
        }
    }
    return false;
}

/// Finds rows of headings ("utente | password") and hides that column in the rows below.
class TableSearch {
public:
    TableSearch(SecretScan& scan, char separator) : scan_(scan), separator_(separator) {}

    void line(std::size_t begin, std::size_t end) {
        const auto row = split(scan_.text(), begin, end, separator_);
        if (row.size() < 2 || row.size() > most_columns) {
            secret_columns_.clear();
            return;
        }
        if (is_heading(row)) {
            columns_ = row.size();
            odd_rows_ = 0;
        } else if (!secret_columns_.empty() && row.size() == columns_) {
            values(row);
        } else if (!secret_columns_.empty() && ++odd_rows_ > most_odd_rows) {
            secret_columns_.clear();
        }
    }

private:
    bool is_heading(const Row& row) {
        std::vector<std::size_t> secret;
        bool names = false;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto cell = scan_.lower().substr(row[i].begin, row[i].end - row[i].begin);
            if (!is_heading_cell(cell, separator_)) {
                return false;
            }
            if (names_secret(cell)) {
                secret.push_back(i);
            } else if (!cell.empty()) {
                names = true;
            }
        }
        if (secret.empty() || !names) {
            return false;
        }
        secret_columns_ = std::move(secret);
        return true;
    }

    void values(const Row& row) {
        for (const auto column : secret_columns_) {
            const auto& cell = row[column];
            const auto value = scan_.text().substr(cell.begin, cell.end - cell.begin);
            const bool shown = value.empty() || look_of(value) == Look::nothing || look_of(value) == Look::everyday;
            const bool prose = std::ranges::count(value, ' ') > 3;
            if (!shown && !prose) {
                scan_.report(cell.begin, cell.end, Secret::Kind::password);
            }
        }
    }

    SecretScan& scan_;
    char separator_;
    std::size_t columns_ = 0;
    int odd_rows_ = 0;
    std::vector<std::size_t> secret_columns_;
};

} // namespace

void find_secrets_in_tables(SecretScan& scan) {
    for (const char separator : {'|', '\t', ';', ','}) {
        if (scan.text().find(separator) == std::string_view::npos) {
            continue;
        }
        TableSearch search(scan, separator);
        std::size_t from = 0;
        while (from < scan.text().size()) {
            const auto end = std::min(scan.text().find('\n', from), scan.text().size());
            search.line(from, end);
            from = end + 1;
        }
    }
}

} // namespace usher::text
