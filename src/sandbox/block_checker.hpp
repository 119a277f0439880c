#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/json.hpp"

namespace usher::sandbox {

/// Where blocks are to stand. Below a link (`chat.unfurl`) Slack takes fewer of them.
enum class Surface : std::uint8_t { message, link };

/// Collects what is wrong with a block tree. Each `check` takes the value and the JSON pointer to it.
class BlockChecker {
public:
    static constexpr std::size_t kMostBlocks = 50;

    explicit BlockChecker(Surface surface) : surface_(surface) {}

    void blocks(const Json& list, const std::string& at);
    /// A text object that has to be plain.
    void plain_text(const Json& value, const std::string& at, std::size_t most);
    [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
    /// Characters of all texts that were met.
    [[nodiscard]] std::size_t characters() const { return characters_; }

private:
    struct TextRule {
        std::size_t most = 3'000;
        bool plain = false; ///< Only plain_text.
        bool may_be_empty = false;
    };

    void block(const Json& value, const std::string& at, std::vector<std::string>& ids);
    void section(const Json& value, const std::string& at);
    void actions(const Json& value, const std::string& at);
    void context(const Json& value, const std::string& at);
    void image(const Json& value, const std::string& at, bool block);
    void text(const Json* value, const std::string& at, TextRule rule);
    void interactive(const Json& value, const std::string& at);
    void button(const Json& value, const std::string& at);
    void confirmation(const Json& value, const std::string& at);
    void overflow(const Json& value, const std::string& at);
    void rich_text(const Json& value, const std::string& at);
    void rich_block(const Json& value, const std::string& at);
    void rich_inline(const Json& value, const std::string& at, bool code);

    bool object(const Json& value, const std::string& at);
    const Json* list(const Json& value, std::string_view key, const std::string& at, std::size_t least,
                     std::size_t most);
    void members(const Json& value, const std::string& at, std::initializer_list<std::string_view> known);
    void string(const Json& value, std::string_view key, const std::string& at, std::size_t most, bool required);
    void one_of(const Json& value, std::string_view key, const std::string& at,
                std::initializer_list<std::string_view> known);
    void problem(std::string what, const std::string& at);

    Surface surface_;
    std::vector<std::string> problems_;
    std::size_t characters_ = 0;
};

} // namespace usher::sandbox
