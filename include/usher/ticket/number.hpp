#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usher::ticket {

/// A ticket number: what people see and type (`516757`, `CFB-250177`). A string, kept as typed; never a number, never
/// the internal id.
class TicketNumber {
public:
    /// Accepts 1 to 32 ASCII letters, digits, dashes and inner blanks; anything else is no ticket number.
    static std::optional<TicketNumber> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    /// Whether the desk means the same ticket: ASCII case does not count (the desk's database ignores it), everything
    /// else does.
    [[nodiscard]] bool same_as(std::string_view other) const;
    bool operator==(const TicketNumber& other) const { return same_as(other.text_); }

private:
    explicit TicketNumber(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

/// The desk's internal id: 1 to 18 decimal digits, asked for only as `id:N`.
class TicketId {
public:
    /// Leading zeros are dropped, so that equal ids compare equal.
    static std::optional<TicketId> parse(std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }
    bool operator==(const TicketId&) const = default;

private:
    explicit TicketId(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

} // namespace usher::ticket
