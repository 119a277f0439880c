#include "app/audit_command.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "app/audit_lines.hpp"
#include "app/commands.hpp"
#include "app/configuration.hpp"
#include "app/input_line.hpp"
#include "app/time_argument.hpp"
#include "usher/ops/audit.hpp"
#include "usher/runtime/system.hpp"

namespace usher::app {

namespace {

constexpr std::size_t longest_line = 64U << 10U;
constexpr std::size_t most_notes = 20;

std::optional<AuditFilter> read_filter(const AuditArguments& arguments) {
    AuditFilter filter;
    filter.person = arguments.person;
    filter.conversation = arguments.conversation;
    filter.decision = arguments.decision;
    filter.level = arguments.level;
    if (!arguments.ticket.empty()) {
        const std::string_view text = arguments.ticket;
        filter.ticket = ticket::parse_reference(text.starts_with('#') ? text.substr(1) : text);
        if (!filter.ticket) {
            std::cerr << "usher: --ticket takes a ticket number such as 516757, or id:1.\n";
            return std::nullopt;
        }
    }
    const auto now = runtime::SystemClock{}.now();
    const std::tuple<const char*, const std::string&, std::string&> times[] = {
        {"--since", arguments.since, filter.since}, {"--until", arguments.until, filter.until}};
    for (const auto& [name, text, target] : times) {
        if (text.empty()) {
            continue;
        }
        const auto time = parse_time_or_span(text, now);
        if (!time) {
            std::cerr << "usher: " << name
                      << " takes an RFC 3339 time, for example 2026-01-31T14:30:00Z, or how long ago: 24h, 7d.\n";
            return std::nullopt;
        }
        target = ops::audit_time(*time);
    }
    return filter;
}

/// `path.1`, `path.2`, …, as many as there are, the oldest first.
std::vector<std::string> predecessors(const std::string& path) {
    const std::filesystem::path file(path);
    const auto prefix = file.filename().string() + ".";
    std::map<int, std::string, std::greater<>> found;
    std::error_code error;
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        int number = 0;
        if (!name.starts_with(prefix)) {
            continue;
        }
        const auto* last = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + prefix.size(), last, number);
        if (parsed.ec == std::errc{} && parsed.ptr == last && number > 0) {
            found.emplace(number, path + "." + name.substr(prefix.size()));
        }
    }
    std::vector<std::string> paths;
    std::ranges::transform(found, std::back_inserter(paths), [](const auto& it) { return it.second; });
    return paths;
}

/// Everything to read, in order. What a shell's `audit.jsonl*` names twice is read once.
std::vector<std::string> with_predecessors(const std::vector<std::string>& files) {
    std::set<std::string> older;
    for (const auto& file : files) {
        for (auto& path : predecessors(file)) {
            older.insert(std::move(path));
        }
    }
    std::vector<std::string> all;
    std::set<std::string> taken;
    for (const auto& file : files) {
        if (older.contains(file) || !taken.insert(file).second) {
            continue;
        }
        const auto before = file == "-" ? std::vector<std::string>{} : predecessors(file);
        all.insert(all.end(), before.begin(), before.end());
        // Just rotated, and nothing was recorded since: the newest file may be missing.
        if (before.empty() || std::filesystem::exists(file)) {
            all.push_back(file);
        }
    }
    return all;
}

/// Reads audit files and keeps or prints what the filter admits.
class Reader {
public:
    Reader(AuditFilter filter, bool as_json) : filter_(std::move(filter)), as_json_(as_json) {}

    void read(const std::string& file);
    int finish();

private:
    void read(const std::string& file, std::streambuf& from);
    void note(const std::string& file, std::size_t line, std::string_view why);

    AuditFilter filter_;
    bool as_json_;
    bool failed_ = false;
    std::size_t broken_ = 0;
    std::vector<AuditLine> lines_;
};

void Reader::read(const std::string& file) {
    if (file == "-") {
        read("standard input", *std::cin.rdbuf());
        return;
    }
    std::filebuf from;
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        error = std::make_error_code(std::errc::is_a_directory);
    } else if (errno = 0; from.open(file, std::ios::in | std::ios::binary) == nullptr) {
        error = {errno, std::generic_category()};
    } else {
        error.clear();
    }
    if (error) {
        std::cerr << "usher: cannot read " << file << ": " << error.message() << "."
                  << (error == std::errc::permission_denied ? " Read it as root or as Usher's user." : "") << "\n";
        failed_ = true;
        return;
    }
    read(file, from);
}

void Reader::read(const std::string& file, std::streambuf& from) {
    std::size_t number = 0;
    while (const auto line = next_line(from, longest_line)) {
        ++number;
        if (line->text.empty()) {
            continue;
        }
        auto entry = line->too_long ? std::nullopt : read_audit_line(line->text);
        if (!entry) {
            note(file, number, line->too_long ? "is longer than 64 KiB" : "is no line of an audit");
        } else if (filter_.admits(*entry)) {
            if (as_json_) {
                std::cout << line->text << "\n";
            } else {
                lines_.push_back(std::move(*entry));
            }
        }
        if (!std::cout) {
            return;
        }
    }
}

void Reader::note(const std::string& file, std::size_t line, std::string_view why) {
    if (++broken_ <= most_notes) {
        std::cerr << "usher: " << file << ":" << line << " " << why << "; skipped.\n";
    }
}

int Reader::finish() {
    if (broken_ > most_notes) {
        std::cerr << "usher: " << broken_ - most_notes << " more lines were skipped.\n";
    }
    if (!as_json_ && !lines_.empty()) {
        std::cout << audit_table(lines_);
    }
    std::cout.flush();
    return failed_ || broken_ > 0 || !std::cout ? exit_failed : exit_done;
}

} // namespace

int audit(const AuditArguments& arguments) {
    if (arguments.config.empty() == arguments.files.empty()) {
        std::cerr << "usher: name either the configuration with --config FILE, or audit files.\n";
        return exit_usage;
    }
    auto filter = read_filter(arguments);
    if (!filter) {
        return exit_usage;
    }
    auto files = arguments.files;
    if (files.empty()) {
        const auto config = load_configuration(arguments.config, config::Need::nothing);
        if (!config) {
            return exit_usage;
        }
        if (!config->audit.file) {
            std::cerr << "usher: " << arguments.config << " keeps no audit; set [audit] file.\n";
            return exit_usage;
        }
        files = {*config->audit.file};
    }
    Reader reader(std::move(*filter), arguments.json);
    for (const auto& file : with_predecessors(files)) {
        reader.read(file);
    }
    return reader.finish();
}

} // namespace usher::app
