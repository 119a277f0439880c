#pragma once

#include <vector>

#include "usher/ops/audit.hpp"

namespace usher::testing {

/// An audit log in memory.
class FakeAudit final : public ops::Audit {
public:
    std::vector<ops::AuditEntry> entries;
    void record(const ops::AuditEntry& entry) override { entries.push_back(entry); }
};

} // namespace usher::testing
