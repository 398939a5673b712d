import type { NewsTemplate } from '../../domain/case';

/** What has happened, and what the reader is to do about it: one sentence a template. */
const NEWS: Record<NewsTemplate, string> = {
  assigned: '已交办你单位，请在期限内签收',
  reassigned: '已改派你单位办理，请签收；原交办日不变，另有说明的除外',
  dropped: '不再由你单位承办',
  'part-changed': '承办方式已改变，请按新的时限办理',
  'lead-swapped': '主办、会办单位已对调，请按新的分工和时限办理',
  'handed-over': '办理职责已移交',
  'passed-on': '已交你单位研究，请在期限内提出意见',
  'taken-back': '不再需要你单位提出意见',
  'bureau-opinion': '收到所属部门的意见',
  returned: '承办单位申请退回，请审定',
  'return-upheld': '退回申请已同意',
  'return-refused': '退回申请未获同意，请继续办理',
  'division-assigned': '已交你处室办理',
  'division-returned': '承办处室退回办公室，请另行安排',
  reminded: '有催办，请抓紧办理',
  'letter-returned': '文稿已退回修改',
  'letter-to-review': '有文稿待你审核',
  'opinion-arrived': '收到一份会办意见，请研究采纳',
  'opinion-sent-back': '会办意见已被主办单位退回，请补充后重新送达',
  'submission-arrived': '主办单位已报送答复意见，请研究答复代表委员',
  unreachable: '有一份文件未能送达，请以其他方式送达并登记',
  recalled: '答复已撤回，须在期限内重新印发',
  'instructions-asked': '收到请示，请批复',
  'instructions-answered': '请示已有批复',
  'extension-requested': '收到延期申请，请审定',
  'extension-granted': '延期申请已同意',
  'extension-refused': '延期申请未获同意，原期限不变',
  'exception-requested': '收到无法沟通的说明，请审定',
  'exception-decided': '无法沟通的说明已有审定结果',
  'category-changed': '办理结果类别经核查已调整',
  dissatisfied: '代表委员反馈不满意，请查找原因',
  'rework-assigned': '反馈意见已交办，请查找原因、登门走访，三十日内书面答复',
  'rework-misdirected': '反馈意见交办有误，请协调处理',
  'key-marked': '已列为重点事项，请由单位负责同志包案，开展“开门办案”',
  'special-report-filed': '收到“开门办案”专题报告，请备案',
  'supervision-opened': '已列入督办',
  'supervision-closed': '督办已办结',
  'deadline-moved': '办理期限已调整',
  withdrawn: '提出人已撤回，停止办理',
  classified: '已按涉密件处理：请改为线下办理，平台只登记办理期限；已有的文稿、邮件请依规定收回',
  merged: '已并案办理，由主件统一行文；本件的沟通联系等仍由你单位办理',
  unmerged: '已撤出并案，请单独办理',
  'merge-refused': '并案中有一件未能随主件办理，请查看原因',
  'letter-followed': '主件的并案文稿已作为本件的文稿印发',
};

/** The sentence of a template; a template of a later release is told in general words, never left out. */
export function newsText(template: string): string {
  return NEWS[template as NewsTemplate] ?? '有新情况，请登录平台查看';
}
