#pragma once

#include <string>
#include <string_view>

namespace usher::secret {

/// A value that must never be printed, logged or left behind in freed memory: tokens, passwords, response URLs.
///
/// It has no stream operator and no formatter on purpose. Move-only copies are made by `clone()` so that each is
/// visible in the code. The bytes are overwritten when the value dies or is moved from. Not synchronised; use from one
/// thread at a time.
class Secret {
public:
    Secret() = default;
    /// Takes the bytes over and leaves none in `value`, short ones included, which moving a string would only copy.
    explicit Secret(std::string&& value);
    /// Copies; wiping `value` stays its owner's business.
    explicit Secret(const std::string& value);
    ~Secret();
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    /// An independent copy.
    [[nodiscard]] Secret clone() const;
    /// The bytes, for the one place that has to send them. The view dies with this object.
    [[nodiscard]] std::string_view reveal() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }
    /// Compares without telling by its time where the values differ.
    [[nodiscard]] bool equals(std::string_view other) const;

private:
    void wipe() noexcept;
    std::string value_;
};

} // namespace usher::secret
