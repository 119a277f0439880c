#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "usher/ops/metrics.hpp"
#include "usher/runtime/clock.hpp"

namespace usher::ops {

/// Who asked for which ticket where, and what came of it. Ids and stable words only: never text, a name or an address.
struct AuditEntry {
    runtime::WallTime at;
    std::string platform; ///< "slack" or "matrix".
    std::string tenant;
    std::string conversation;
    std::string person;
    std::string person_tenant; ///< Where it is another than the conversation's; else empty.
    std::string action;        ///< "command", "mention", "direct_message", "button", "shortcut", "message" or "link".
    std::string ticket;        ///< As asked for, `516757` or `id:1`; empty if no ticket was named.
    std::string number;        ///< Of the ticket that was shown, where it was asked for by its id; else empty.
    std::string view;          ///< "card", "full" or "last"; empty without a ticket.
    std::string audience;      ///< Of a card: "everyone" in the conversation, or the "asker" alone.
    std::string level;         ///< Of the card; "none" where none was shown.
    std::string decision;      ///< "shown", "refused", "not_found", "hidden", "changed", …
    std::string reason; ///< Of a refusal: "user_not_listed", …; of a change: "level=minimal"; "notes": a card had them.
    std::int64_t item = 0; ///< The question's number in the store, as in the log.
};

/// RFC 3339 in UTC with milliseconds: the order of such texts is the order of time.
std::string audit_time(runtime::WallTime at);
/// One line of JSON with its line end, whatever the ids hold; empty members are left out.
std::string audit_line(const AuditEntry& entry);

/// The port to the audit log. Loop thread only; never throws and never keeps an answer from being given.
class Audit {
public:
    virtual ~Audit() = default;
    virtual void record(const AuditEntry& entry) = 0;
};

/// An audit log in a file: JSON lines, mode 0600, appended with one write(2) a line, on a local disk.
///
/// A file beyond `max_size` becomes `path.1`, that one `path.2`, and so on up to `keep`. Somebody else may rotate it
/// too: a file that was moved or deleted is opened anew. A line that cannot be written is lost; the first of a row is
/// logged, each is counted.
class AuditFile final : public Audit {
public:
    struct Options {
        std::string path;
        std::uint64_t max_size = 10ULL << 20U; ///< Bytes; 0: never rotated by us.
        int keep = 5;
    };
    /// Opens or makes the file. Throws std::runtime_error with the sentence for the operator.
    AuditFile(Options options, Metrics& metrics);
    ~AuditFile() override;
    AuditFile(const AuditFile&) = delete;
    AuditFile& operator=(const AuditFile&) = delete;

    void record(const AuditEntry& entry) override;

private:
    std::error_code open();
    std::error_code follow_path();
    std::error_code make_room(std::size_t length);
    std::error_code rotate();
    std::error_code append(const std::string& line);
    std::error_code take_back(std::size_t length, std::error_code why);
    [[nodiscard]] std::string rotated(int number) const;
    void close();

    Options options_;
    Metrics& metrics_;
    int file_ = -1;
    std::uint64_t rotate_at_; ///< Later than `max_size` after a rotation that failed.
    bool torn_ = false;       ///< What was there before ends in a piece of a line: begin a new one.
    std::int64_t lost_ = 0;   ///< Lines since the last that was written.
};

} // namespace usher::ops
